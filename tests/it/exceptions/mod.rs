//! Exceptions: what they cover and until when, who may approve them, how they are written and shown.

pub(crate) mod world;

mod adopting; // what becomes a record, by whose approval, and what cannot
mod approval; // terms, reviewers, signatures of every kind of key
mod approving; // which approvals are written, and what they leave behind
mod asking; // ids, files and fields of new records, and what is written twice
mod dates; // the day before, the day, the day after
mod ledger; // whose record an id is, what is closed, gone, or was changed since
mod misspelt; // names of mandates, conditions, services, kinds, files and paths
mod page; // the HTML page in a browser
mod renewing; // who asks for a renewal, and what is advised where there is none
mod scale; // many findings and many records
mod schema; // the schema and the decoder agree
mod signing; // the text that is signed, and whose signature counts
mod splices; // comments and forms of hand-written records stay
mod sums; // which records are of one finding, and what they come to
mod terminal; // what is asked at a terminal
mod verbs; // request, approve, renew, revoke, prune, adopt, audit
pub(crate) mod writing; // killed at any moment, and two at once
