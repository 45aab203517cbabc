//! KMS discovery: `_vlmcs._tcp` SRV for every suffix, every server.
