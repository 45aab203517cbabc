//! Clock skew: SNTP to several servers at once.
