//! What Windows' own chain engine says of a chain (`CertGetCertificateChain`,
//! `CertVerifyCertificateChainPolicy`).
//!
//! `rustls-platform-verifier` asks it too, but always with the network: where a revocation list or
//! the list of roots is slow to come, there is no verdict at all until the engine gives up on it.

#![expect(
    unsafe_code,
    reason = "chains and stores of the operating system are built, judged and given back"
)]

use std::ffi::c_void;
use std::mem::offset_of;
use std::ptr::{null, null_mut};

use jiff::Timestamp;
use rustls::pki_types::{CertificateDer, ServerName};
use windows_sys::Win32::Foundation::FILETIME;
use windows_sys::Win32::Security::Cryptography::{
    AUTHTYPE_SERVER, CERT_CHAIN_CACHE_END_CERT, CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL,
    CERT_CHAIN_CONTEXT, CERT_CHAIN_DISABLE_AUTH_ROOT_AUTO_UPDATE, CERT_CHAIN_PARA,
    CERT_CHAIN_POLICY_IGNORE_ALL_REV_UNKNOWN_FLAGS, CERT_CHAIN_POLICY_PARA, CERT_CHAIN_POLICY_SSL,
    CERT_CHAIN_POLICY_STATUS, CERT_CHAIN_REVOCATION_ACCUMULATIVE_TIMEOUT,
    CERT_CHAIN_REVOCATION_CHECK_END_CERT, CERT_CONTEXT, CERT_STORE_ADD_ALWAYS,
    CERT_STORE_DEFER_CLOSE_UNTIL_LAST_FREE_FLAG, CERT_STORE_PROV_MEMORY, CERT_TRUST_IS_CYCLIC,
    CERT_TRUST_IS_NOT_SIGNATURE_VALID, CERT_TRUST_IS_PARTIAL_CHAIN, CERT_TRUST_IS_UNTRUSTED_ROOT,
    CERT_USAGE_MATCH, CTL_USAGE, CertAddEncodedCertificateToStore, CertCloseStore,
    CertFreeCertificateChain, CertFreeCertificateContext, CertGetCertificateChain, CertOpenStore,
    CertVerifyCertificateChainPolicy, HCERTSTORE, HTTPSPolicyCallbackData,
    HTTPSPolicyCallbackData_0, USAGE_MATCH_TYPE_AND, X509_ASN_ENCODING, szOID_PKIX_KP_SERVER_AUTH,
};

use super::{Case, store, windows_codes};
use crate::evidence::TrustVerdict;

/// Of what Windows fetches for one chain; by default it would wait 15 s for each address.
const RETRIEVAL_MS: u32 = 10_000;

/// How far the engine reaches for what it lacks.
#[derive(Clone, Copy, Debug)]
pub(super) enum Reach {
    /// This host's stores, and what was fetched before.
    Host,
    /// The network: revocation lists, issuers that were not sent, roots that Microsoft offers.
    Network,
}

/// Has the engine read the stores, which all later chains share. `None`: it cannot work.
pub(super) fn open() -> Option<()> {
    let certificate = store::microsoft_roots().next()?;
    let store = Store::open()?;
    Chain::of(&store.add(&certificate)?, &store, Timestamp::UNIX_EPOCH, Reach::Host).map(drop)
}

pub(super) fn verdict(case: &Case, reach: Reach) -> TrustVerdict {
    let Some((own, others)) = case.chain.split_first() else { return TrustVerdict::UnknownIssuer };
    let Some(store) = Store::open() else { return TrustVerdict::Unavailable };
    let Some(own) = store.add(own) else {
        return windows_codes::verdict(last_error(), &case.facts(), case.at);
    };
    for other in others {
        // What the engine cannot read is of no use to it.
        let _ = store.add(other);
    }
    let Some(chain) = Chain::of(&own, &store, case.at, reach) else {
        return TrustVerdict::Unavailable;
    };
    let verdict = match chain.objection(&case.name) {
        Some(0) => TrustVerdict::Trusted,
        Some(code) => windows_codes::verdict(code, &case.facts(), case.at),
        None => TrustVerdict::Unavailable,
    };
    match verdict {
        TrustVerdict::Trusted | TrustVerdict::RevocationUnknown
            if !chain.ends_in_a_trusted_root() =>
        {
            TrustVerdict::UnknownIssuer
        }
        verdict => verdict,
    }
}

fn last_error() -> i32 {
    std::io::Error::last_os_error().raw_os_error().unwrap_or_default()
}

/// Certificates in memory.
struct Store(HCERTSTORE);

impl Store {
    fn open() -> Option<Self> {
        // SAFETY: a store in memory takes no parameter. The flag lets its certificates outlive it.
        let store = unsafe {
            CertOpenStore(
                CERT_STORE_PROV_MEMORY,
                0,
                0,
                CERT_STORE_DEFER_CLOSE_UNTIL_LAST_FREE_FLAG,
                null(),
            )
        };
        (!store.is_null()).then_some(Self(store))
    }

    fn add(&self, der: &CertificateDer<'_>) -> Option<Certificate> {
        let mut certificate = null_mut();
        let len = u32::try_from(der.len()).ok()?;
        // SAFETY: the pointer and the length describe `der`, which is copied; the result is written
        // to `certificate`.
        let added = unsafe {
            CertAddEncodedCertificateToStore(
                self.0,
                X509_ASN_ENCODING,
                der.as_ptr(),
                len,
                CERT_STORE_ADD_ALWAYS,
                &raw mut certificate,
            )
        };
        (added != 0 && !certificate.is_null()).then_some(Certificate(certificate))
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        // SAFETY: the handle is open, and closed here alone.
        unsafe { CertCloseStore(self.0, 0) };
    }
}

struct Certificate(*const CERT_CONTEXT);

impl Drop for Certificate {
    fn drop(&mut self) {
        // SAFETY: the context is ours, and freed here alone.
        unsafe { CertFreeCertificateContext(self.0) };
    }
}

/// The way that the engine found from a certificate to a root, or as far as it came.
struct Chain(*mut CERT_CHAIN_CONTEXT);

impl Chain {
    fn of(own: &Certificate, store: &Store, at: Timestamp, reach: Reach) -> Option<Self> {
        let flags = match reach {
            Reach::Host => {
                CERT_CHAIN_CACHE_ONLY_URL_RETRIEVAL | CERT_CHAIN_DISABLE_AUTH_ROOT_AUTO_UPDATE
            }
            Reach::Network => {
                CERT_CHAIN_REVOCATION_CHECK_END_CERT | CERT_CHAIN_REVOCATION_ACCUMULATIVE_TIMEOUT
            }
        };
        let mut usages = [szOID_PKIX_KP_SERVER_AUTH.cast_mut()];
        let parameters = CERT_CHAIN_PARA {
            // What follows came with Windows 8.
            cbSize: u32::try_from(offset_of!(CERT_CHAIN_PARA, pStrongSignPara)).ok()?,
            RequestedUsage: CERT_USAGE_MATCH {
                dwType: USAGE_MATCH_TYPE_AND,
                Usage: CTL_USAGE { cUsageIdentifier: 1, rgpszUsageIdentifier: usages.as_mut_ptr() },
            },
            dwUrlRetrievalTimeout: RETRIEVAL_MS,
            ..Default::default()
        };
        let at = file_time(at);
        let mut chain = null_mut();
        // SAFETY: each pointer is to a value that outlives the call; the result is written to
        // `chain`.
        let done = unsafe {
            CertGetCertificateChain(
                null_mut(),
                own.0,
                &raw const at,
                store.0,
                &raw const parameters,
                flags | CERT_CHAIN_CACHE_END_CERT,
                null(),
                &raw mut chain,
            )
        };
        (done != 0 && !chain.is_null()).then_some(Self(chain))
    }

    /// The first thing that Windows objects to in a server's chain (an HRESULT; 0: nothing);
    /// `None`: it cannot say.
    ///
    /// That a revocation list did not come is nothing to object to, as for browsers.
    fn objection(&self, name: &ServerName<'_>) -> Option<i32> {
        let name = name.to_str();
        // Windows compares names letter by letter.
        let mut name: Vec<u16> = name.trim_end_matches('.').encode_utf16().chain([0]).collect();
        let mut server = HTTPSPolicyCallbackData {
            Anonymous: HTTPSPolicyCallbackData_0 { cbSize: size::<HTTPSPolicyCallbackData>()? },
            dwAuthType: AUTHTYPE_SERVER,
            pwszServerName: name.as_mut_ptr(),
            ..Default::default()
        };
        let policy = CERT_CHAIN_POLICY_PARA {
            cbSize: size::<CERT_CHAIN_POLICY_PARA>()?,
            dwFlags: CERT_CHAIN_POLICY_IGNORE_ALL_REV_UNKNOWN_FLAGS,
            pvExtraPolicyPara: (&raw mut server).cast::<c_void>(),
        };
        let mut status = CERT_CHAIN_POLICY_STATUS {
            cbSize: size::<CERT_CHAIN_POLICY_STATUS>()?,
            ..Default::default()
        };
        // SAFETY: the chain is ours; each pointer is to a value that outlives the call.
        let judged = unsafe {
            CertVerifyCertificateChainPolicy(
                CERT_CHAIN_POLICY_SSL,
                self.0,
                &raw const policy,
                &raw mut status,
            )
        };
        (judged != 0).then_some(status.dwError.cast_signed())
    }

    /// Asked beside the policy: that of Wine has nothing to say of a chain whose issuer is unknown,
    /// or speaks of its revocation alone, and a password would follow such a chain.
    fn ends_in_a_trusted_root(&self) -> bool {
        // SAFETY: the chain is ours, and lives as long as this.
        let status = unsafe { (*self.0).TrustStatus.dwErrorStatus };
        status & WITHOUT_TRUSTED_ROOT == 0
    }
}

/// The ways in which a chain leads to no root that this host trusts.
const WITHOUT_TRUSTED_ROOT: u32 = CERT_TRUST_IS_NOT_SIGNATURE_VALID
    | CERT_TRUST_IS_UNTRUSTED_ROOT
    | CERT_TRUST_IS_CYCLIC
    | CERT_TRUST_IS_PARTIAL_CHAIN;

impl Drop for Chain {
    fn drop(&mut self) {
        // SAFETY: the chain is ours, and freed here alone.
        unsafe { CertFreeCertificateChain(self.0) };
    }
}

fn size<T>() -> Option<u32> {
    u32::try_from(size_of::<T>()).ok()
}

/// 100 ns since 1601 (MS-DTYP §2.3.3).
fn file_time(at: Timestamp) -> FILETIME {
    const FROM_1601_TO_1970_S: i64 = 11_644_473_600;
    let ticks = (at.as_second() + FROM_1601_TO_1970_S).saturating_mul(10_000_000).cast_unsigned();
    let half = |bits: u64| u32::try_from(bits).unwrap_or_default();
    FILETIME { dwLowDateTime: half(ticks & u64::from(u32::MAX)), dwHighDateTime: half(ticks >> 32) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_count_from_1601() {
        let ticks = |at: &str| {
            let FILETIME { dwLowDateTime, dwHighDateTime } = file_time(at.parse().unwrap());
            u64::from(dwHighDateTime) << 32 | u64::from(dwLowDateTime)
        };
        assert_eq!(ticks("1601-01-01T00:00:01Z"), 10_000_000);
        assert_eq!(ticks("1970-01-01T00:00:00Z"), 116_444_736_000_000_000);
    }
}
