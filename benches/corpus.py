#!/usr/bin/env python3
"""Makes manifests for the ten mandates of benches/policies, with what each of them must come to.

  corpus.py N DIR [--seed 7]

DIR/files/<org>/<team>/<service>/service.yaml, a fifth of them with Kubernetes documents beside the manifest, and
DIR/expected.json: {path below files: [ids of the mandates that fail]}. The manifest of a number is the same for every N.
"""
import argparse
import json
import pathlib
import random

ORGS = ["payments", "identity", "logistics", "search", "media", "growth", "platform", "data", "risk", "support"]
WORDS = ["ledger", "invoice", "cart", "profile", "session", "catalog", "pricing", "shipment", "router", "webhook"]
ENGINES = {"oltp": ["postgres"], "cache": ["redis", "memcached"], "olap": ["clickhouse"], "queue": ["kafka", "nats"], "blob": ["s3"]}


def scalar(value):
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return repr(value)
    plain = value and all(c.isalnum() or c in "-_./ " for c in value) and value[0].isalpha() and value not in ("true", "false", "null")
    return value if plain else json.dumps(value)


def lines(value, indent=0):
    pad = "  " * indent
    for key, item in value.items():
        if isinstance(item, dict) and item:
            yield f"{pad}{key}:"
            yield from lines(item, indent + 1)
        elif isinstance(item, list) and item and isinstance(item[0], dict):
            yield f"{pad}{key}:"
            for entry in item:
                first, *rest = lines(entry, indent + 2)
                yield f"{pad}  - {first.lstrip()}"
                yield from rest
        elif isinstance(item, list):
            yield f"{pad}{key}: [{', '.join(scalar(x) for x in item)}]"
        elif isinstance(item, dict):
            yield f"{pad}{key}: {{}}"
        else:
            yield f"{pad}{key}: {scalar(item)}"


def service(r, number):
    org, name = r.choice(ORGS), f"{r.choice(WORDS)}-{r.choice(WORDS)}-{number:06d}"
    team, tier = f"team-{org}-{r.randrange(12):02d}", r.choice(["tier-1", "tier-2", "tier-3"])
    exposure = r.choice(["public", "partner", "internal"])
    provider = r.choice(["internal-iam", "internal-iam", "auth0", "okta", "self-built"])
    auth = {"protocol": r.choice(["oauth2", "oidc"] if exposure == "public" else ["oauth2", "oidc", "mtls", "api-key"]), "provider": provider}
    if provider == "self-built":
        auth |= {"security_review": "approved", "review_ticket": f"SEC-{r.randrange(1000, 9999)}"}
    auth["scopes"] = [f"{org}.{verb}" for verb in r.sample(["read", "write", "admin", "list"], r.randrange(1, 4))]
    stores = []
    for index in range(r.randrange(4)):
        role = r.choice(list(ENGINES))
        store = {"name": f"{role}-{index}", "engine": r.choice(ENGINES[role]), "role": role, "version": "16.3", "encrypted": True}
        if r.random() < 0.6:
            store["backup"] = {"enabled": True, "retention_days": 30, "schedule": "0 3 * * *"}
        stores.append(store)
    env = {}
    for stage in ["dev", "staging", "prod"][: r.randrange(1, 4)]:
        env[stage] = {"LOG_LEVEL": r.choice(["debug", "info"]), "REGION": "eu-west-1", "HTTP_TIMEOUT_MS": r.choice([250, 500]), "FEATURE_NEW_FLOW": r.random() < 0.5}
        if r.random() < 0.7:
            env[stage]["DB_PASSWORD"] = f"vault://kv/{stage}/{name}/db#password"
        for index in range(r.randrange(4)):
            env[stage][f"UPSTREAM_{index}_URL"] = f"https://{r.choice(WORDS)}.{stage}.svc.local:8443/v{index + 1}"
    slo = r.choice([99.9, 99.95, 99.99]) if tier == "tier-1" else r.choice([99.0, 99.5, 99.9])
    manifest = {
        "apiVersion": "platform.example.com/v1", "kind": "ServiceManifest",
        "metadata": {"name": name, "labels": {"org": org, "team": team}},
        "description": f"Serves {name} for the {org} domain, see the runbook",
        "owner": team, "tier": tier, "exposure": exposure, "auth": auth,
        "tls": {"min_version": r.choice([1.2, 1.3]), "ciphers": "modern"},
        "data": {"stores": stores, "classification": "internal"},
        "ci": {"pipeline": "standard-v3", "required_checks": r.sample(["unit", "sast", "lint"], 3), "deploy": {"strategy": "rolling", "max_surge": 25, "approvers": 2}},
        "observability": {"logs": {"format": "json", "sink": "loki", "retention_days": 30}, "metrics": {"port": 9090, "path": "/metrics"}, "slo": {"availability": slo, "latency_p99_ms": 300}},
        "env": env,
        "dependencies": [{"service": f"{r.choice(WORDS)}-api", "criticality": r.choice(["hard", "soft"])} for _ in range(r.randrange(1, 5))],
    }
    return org, team, name, manifest


def spoil(r, m, mandate):
    if mandate == "r01-owner":
        del m["owner"]
    elif mandate == "r02-tier":
        m["tier"] = "gold"
    elif mandate == "r03-sign-in":
        m["exposure"], m["auth"]["protocol"] = "public", "basic"
    elif mandate == "r04-identity":
        m["auth"]["provider"] = "ldap"
    elif mandate == "r05-oltp":
        m["data"]["stores"].append({"name": "legacy", "engine": "mysql", "role": "oltp", "version": "8.0", "encrypted": True})
    elif mandate == "r06-logs":
        m["observability"]["logs"]["format"] = "text"
    elif mandate == "r07-tls":
        m["tls"]["min_version"] = 1.0
    elif mandate == "r08-checks":
        m["ci"]["required_checks"].remove("sast")
    elif mandate == "r09-secrets":
        m["env"]["dev"]["API_TOKEN"] = "changeme-please"
    elif mandate == "r10-availability":
        m["tier"], m["observability"]["slo"]["availability"] = "tier-1", 99.0


def kubernetes(name):
    labels = {"app": name}
    container = {"name": "app", "image": f"registry.local/{name}:1.4.2", "ports": [{"containerPort": 8080}]}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    return {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "labels": labels},
            "spec": {"replicas": 3, "selector": {"matchLabels": labels}, "template": template}}


MANDATES = ["r01-owner", "r02-tier", "r03-sign-in", "r04-identity", "r05-oltp", "r06-logs", "r07-tls", "r08-checks", "r09-secrets", "r10-availability"]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("n", type=int)
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--seed", type=int, default=7)
    given = arguments.parse_args()
    expected = {}
    for number in range(given.n):
        r = random.Random(f"{given.seed}:{number}")
        org, team, name, manifest = service(r, number)
        spoilt = sorted(r.sample(MANDATES, r.randrange(1, 3))) if r.random() < 0.12 else []
        # One would hide the other.
        if "r02-tier" in spoilt and "r10-availability" in spoilt:
            spoilt.remove("r02-tier")
        for mandate in spoilt:
            spoil(r, manifest, mandate)
        documents = [manifest]
        if r.random() < 0.2:
            documents.insert(r.randrange(2), kubernetes(name))
        path = given.folder / "files" / org / team / name / "service.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("---\n".join("\n".join(lines(document)) + "\n" for document in documents))
        if spoilt:
            expected[str(path.relative_to(given.folder / "files"))] = spoilt
    (given.folder / "expected.json").write_text(json.dumps(expected, indent=1, sort_keys=True))
    print(f"{given.n} files, {len(expected)} of them with something wrong, in {given.folder}")


if __name__ == "__main__":
    main()
