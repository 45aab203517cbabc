//! What the tests, the lab and the benches share. It knows the program from outside: its reports are
//! JSON here, and nothing of what it is made of is used.

mod cause;
pub mod expectation;
pub mod said;
