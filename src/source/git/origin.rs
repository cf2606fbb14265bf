//! The name of a repository, as its address gives it.

/// `owner/name`, groups included, of `https://host/owner/name.git`, `ssh://..` or `git@host:owner/name.git`.
pub(super) fn name_in_address(address: &str) -> Option<String> {
    let path = match address.split_once("://") {
        Some(("file", _)) => return None,
        Some((_, rest)) => rest.split_once('/')?.1,
        None => {
            let (host, path) = address.split_once(':')?;
            // A drive letter is no host, nor is a path.
            if host.len() < 2 || host.contains(['/', '\\']) {
                return None;
            }
            path
        }
    };
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    let named = |part: &str| {
        !part.is_empty()
            && !matches!(part, "." | "..")
            && part
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '~'))
    };
    (path.contains('/') && path.split('/').all(named)).then(|| path.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_names_its_repository() {
        for address in [
            "https://host.example/shop/checkout.git",
            "https://user:token@host.example/shop/checkout",
            "ssh://git@host.example:2222/shop/checkout.git/",
            "git@host.example:shop/checkout.git",
            "host.example:/shop/checkout",
        ] {
            assert_eq!(
                name_in_address(address).as_deref(),
                Some("shop/checkout"),
                "{address}"
            );
        }
        assert_eq!(
            name_in_address("git@host:group/sub/name.git").as_deref(),
            Some("group/sub/name")
        );
        for address in [
            "",
            "/srv/git/x/y.git",
            "../x/y",
            "C:\\x\\y",
            "C:/x/y",
            "file:///srv/x/y",
            "https://host.example/checkout",
            "https://host.example/a/../b",
            "https://host.example/a/b\u{1b}[31m",
        ] {
            assert_eq!(name_in_address(address), None, "{address}");
        }
    }
}
