//! What the host knows of itself.
