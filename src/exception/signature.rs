//! Signatures: OpenSSH's, verified here and now, without a network.

use super::signers::{Allowed, AllowedSigners, is_trusted};
use jiff::civil::Date;
use ssh_key::public::KeyData;
use ssh_key::{PublicKey, SshSig};

/// What the signature is for: one that was made for another purpose is none.
pub const NAMESPACE: &str = "exception@mustmay";

/// A signature that could be read.
#[derive(Clone, Debug)]
pub(super) struct Signature(SshSig);

/// Why a signature is bad.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Bad {
    /// It cannot be read.
    Unreadable,
    /// A kind of key that is not believed.
    KeyKind,
    /// It was made for another purpose.
    Namespace,
    /// It is over another text: the record was changed, or it belongs to another one.
    Text,
    /// Nobody may sign with its key.
    UnknownKey,
    /// The key is not valid on this day.
    NotToday,
}

impl Bad {
    /// What is wrong, to follow "the signature".
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Unreadable => "cannot be read",
            Self::KeyKind => "is of a kind of key that is not believed",
            Self::Namespace => "was made for another purpose than `exception@mustmay`",
            Self::Text => "is over another text: the record was changed, or it is another's",
            Self::UnknownKey => "is by a key that `allowed_signers` does not give to an approver",
            Self::NotToday => "is by a key that is not valid on this day",
        }
    }
}

impl Signature {
    /// Reads the armoured text.
    pub(super) fn read(text: &str) -> Result<Self, Bad> {
        // What the reader says of a broken text helps nobody.
        let signature = SshSig::from_pem(text.trim()).map_err(|_broken| Bad::Unreadable)?;
        if !is_trusted(&signature.public_key().algorithm()) || !is_trusted(&signature.algorithm()) {
            return Err(Bad::KeyKind);
        }
        if signature.namespace() != NAMESPACE {
            return Err(Bad::Namespace);
        }
        Ok(Self(signature))
    }

    /// The key that it was made with.
    pub(super) fn key(&self) -> &KeyData {
        self.0.public_key()
    }

    /// Whether `principal` may sign with this key on a day, and did sign this text.
    pub(super) fn verify(
        &self,
        payload: &str,
        principal: &str,
        signers: &AllowedSigners,
        today: Date,
    ) -> Result<(), Bad> {
        let allowed = signers.allows(principal, self.key(), today);
        if allowed == Allowed::No {
            return Err(Bad::UnknownKey);
        }
        let key = PublicKey::new(self.key().clone(), "");
        key.verify(NAMESPACE, payload.as_bytes(), &self.0)
            .map_err(|_mismatch| Bad::Text)?;
        match allowed {
            Allowed::Yes => Ok(()),
            Allowed::No | Allowed::NotToday => Err(Bad::NotToday),
        }
    }
}
