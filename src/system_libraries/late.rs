// Written for a macro `late`, which each reader has its own of.
// The functions that are bound late, by library. Also read by `tests/windows/imports`, which tells when one is missing.
late! {
    // Passed on to cryptbase.dll.
    "advapi32.dll": SystemFunction036;
    "bcrypt.dll": BCryptGenRandom;
    "crypt32.dll": CertAddEncodedCertificateToStore CertCloseStore CertFreeCertificateChain
        CertFreeCertificateContext CertGetCertificateChain CertOpenStore CertVerifyCertificateChainPolicy;
    "dnsapi.dll": DnsFree DnsQuery_W;
    "iphlpapi.dll": FreeMibTable GetAdaptersAddresses GetBestRoute2 GetIpNetTable2;
    "userenv.dll": GetUserProfileDirectoryW;
}
