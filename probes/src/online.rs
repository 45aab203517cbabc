//! The activation endpoints, step by step.
