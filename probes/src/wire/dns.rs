//! DNS messages to facts.
