//! MS-RPC bind and its answers.
