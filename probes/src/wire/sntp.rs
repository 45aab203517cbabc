//! SNTP client packets (RFC 5905 section 14).
