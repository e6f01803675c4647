//! Reads rule packs and checks them.
