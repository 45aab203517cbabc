// Written for a macro `late`, which each reader has its own of. The functions that are bound late,
// by library. Also read by `tests/windows/imports`, which tells when one is missing.
late! {
    // Passed on to cryptbase.dll.
    "advapi32.dll": SystemFunction036;
    "bcrypt.dll": BCryptGenRandom;
    "crypt32.dll": CertAddEncodedCertificateToStore CertCloseStore CertFreeCertificateChain
        CertFreeCertificateContext CertGetCertificateChain CertOpenStore
        CertVerifyCertificateChainPolicy;
    "dnsapi.dll": DnsFree DnsQuery_W;
    "iphlpapi.dll": ConvertInterfaceLuidToAlias FreeMibTable GetAdaptersAddresses GetBestRoute2
        GetIpNetTable2 GetUnicastIpAddressTable;
    "userenv.dll": GetUserProfileDirectoryW;
    "wldap32.dll": ldap_bind_sW ldap_connect ldap_count_values_len ldap_first_entry ldap_get_optionW
        ldap_get_values_lenW ldap_initW ldap_memfreeW ldap_msgfree ldap_next_entry
        ldap_search_ext_sW ldap_set_option ldap_set_optionW ldap_unbind ldap_value_free_len;
}
