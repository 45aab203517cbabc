//! One DNS question to one server: UDP, then TCP on truncation.
