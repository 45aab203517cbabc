//! A KMS host: TCP reach, then two MS-RPC binds on two connections.
