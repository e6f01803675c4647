//! Finds the calls of retired SOAP APIs in legacy code and says what replaces each of them.
//!
//! One pipeline of plain data:
//!
//! ```text
//! walk ─► read ─► extract ─► link ─► judge ─► advise ─► estimate ─► report
//! paths   text    facts      project  finding  remedy    hours       bytes
//!                 per file   symbols  + confidence
//! ```
//!
//! A language is a row of [`language::LANGUAGES`], an API is a folder under `rules/`,
//! a report format is a row of `report::REPORTERS`. The modules below stand in reading order.

pub mod cli;
pub mod scan;
pub mod progress;
pub mod walk;
pub mod realm;
pub mod git;
pub mod read;
pub mod source;
pub mod linehash;
pub mod document;
pub mod language;
pub mod extract;
pub mod fact;
pub mod link;
pub mod judge;
pub mod request;
pub mod advise;
pub mod secret;
pub mod recipe;
pub mod assemble;
pub mod cleanup;
pub mod rule;
pub mod finding;
pub mod config;
pub mod http;
pub mod snippet;
pub mod estimate;
pub mod plan;
pub mod report;
pub mod diff;
pub mod history;
pub mod explain;
pub mod wsdl;
