//! What must be right across the tables of a pack.

use super::mistake::{Mistake, PackFile};
use super::raw::{RawApi, RawClients, RawOperation, RawRest};

/// Checks a whole pack.
pub(super) fn pack(
    _folder: &str,
    _file: &PackFile,
    _raw: &RawApi,
    _rest: Option<(&PackFile, &RawRest)>,
    _operations: &[(&PackFile, RawOperation)],
    _mistakes: &mut Vec<Mistake>,
) {
}

/// Checks the client libraries.
pub(super) fn clients(_file: &PackFile, _raw: &RawClients, _mistakes: &mut Vec<Mistake>) {}
