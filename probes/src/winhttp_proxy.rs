//! The proxy settings that services use, from wherever they are told.
