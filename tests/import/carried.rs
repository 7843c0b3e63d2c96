//! From one account to another.
