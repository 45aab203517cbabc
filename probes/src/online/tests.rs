//! Conversations with servers on loopback.
