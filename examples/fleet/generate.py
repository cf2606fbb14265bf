#!/usr/bin/env python3
"""Writes what is regular in this example: the manifests, the history, the surveys and the measures.

    python3 generate.py            writes the files
    python3 generate.py --check    ends with 1 and names every file that is not what would be written

The story is told by the tables below. Policies, exceptions, challenges and the files that map CSV columns are
written by hand; the history takes the exceptions from their records. The output depends on this file and on those
records alone: no clock, no chance, no order of a file system.
"""

import datetime
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent

QUARTERS = ["2025Q4", "2026Q1", "2026Q2", "2026Q3"]
DAYS = ["2025-12-15", "2026-03-16", "2026-06-15", "2026-09-14"]
POLICIES = ["0b", "0b", "4f", "4f"]

# A mandate: how many choices are open, and the choices by the letters of the table below.
MANDATES = {
    "ci-pipeline": (2, {"P": "platform-ci", "T": "team-actions", "J": "jenkins"}),
    "oltp-postgres": (2, {"P": "postgres", "M": "mongodb", "D": "dynamodb"}),
    "secrets-vault": (2, {"V": "vault", "C": "cloud-secrets"}),
    "service-mesh": (1, {"S": "service-mesh", "G": "gateway"}),
    "structured-logs": (3, {"P": "platform-logger", "O": "open-telemetry", "W": "own"}),
    "user-auth": (3, {"I": "internal-iam", "A": "auth0", "O": "okta"}),
}
STANDINGS = {
    "platform-ci": "preferred", "internal-iam": "preferred", "postgres": "preferred", "vault": "preferred",
    "service-mesh": "preferred", "platform-logger": "preferred",
    "jenkins": "retiring", "gateway": "retiring", "mongodb": "retired", "dynamodb": "retired",
}
FAILING = {"jenkins", "gateway"}

# Repository, service, manifest kind, exposure, and what it chose in the four quarters: pipeline, datastore, sign-in,
# secrets, encryption, logs. A dot where the mandate does not apply, a dash where the repository was not there yet.
SERVICES = """
pay/checkout     checkout       service     public    PPPP  MMMM  IIII  VVVV  SSSS  PPPP
pay/checkout     refunds        service     public    PPPP  PPPP  IIII  VVVV  SSSS  PPPP
pay/ledger       ledger         service     public    PPPP  PPPP  AAAA  VVVV  SSSS  OOOO
pay/ledger       statements     service     internal  TTTP  PPPM  .     VVVV  GGGG  PPPP
pay/fraud        fraud-rules    service     public    JJTT  .     IIII  CCCC  SSSS  PPPP
pay/fraud        fraud-score    score       internal  TTTP  PPPP  .     .     .     .
shop/catalogue   catalogue      service     public    JJJT  PPMM  AIII  CCCC  SSSS  OOOO
shop/catalogue   search         score       public    PPPP  PPPP  OOOA  .     .     .
shop/basket      basket         service     internal  PPPP  .     .     VVVV  SSSS  PPPP
shop/basket      promotions     service     internal  PPPP  PDDD  .     VVVV  GGGG  PPPP
shop/storefront  content        service     public    TTTP  PPPP  AAAI  VVVV  SSSS  OOOO
shop/storefront  storefront     backstage   public    TTTP  .     IIII  .     .     .
shop/reviews     reviews        compose     -         .     .     .     .     .     .
shop/reviews     reviews-db     compose     -         .     PPPP  .     .     .     .
ship/parcels     labels         score       internal  JJJJ  PPPP  .     .     .     .
ship/parcels     parcels        service     public    JJJT  PPPP  OOOO  VVVV  SSSS  PPPP
ship/tracking    notifications  service     public    PPPP  .     IIII  CCCC  GGGG  OOOO
ship/tracking    tracking       service     internal  PPPP  PPPP  .     CCCC  SSSS  OPPP
ship/returns     depots         service     public    TTTP  PPPP  OOOO  VVVV  SSSS  OOPP
ship/returns     returns        service     public    PPPP  PPDD  AAAA  VVVV  SSSS  PPPP
care/desk        desk           backstage   internal  TTTP  .     .     .     .     .
care/desk        tickets        service     internal  JJJT  .     .     VVVV  GSSS  WOOO
care/chat        chat           compose     -         .     .     .     .     .     .
care/chat        chat-db        compose     -         .     MMMM  .     .     .     .
people/accounts  accounts       service     public    JJJJ  PMMM  IIII  CVVV  GGGG  PPPP
people/accounts  profiles       service     public    PPPP  PPPP  AAAA  CCCC  SSSS  OOOP
people/consent   consent        service     public    PPPP  .     OOOO  CCCC  SSSS  WWOO
people/consent   exports        score       internal  PPTP  PPPP  .     .     .     .
data/events      events         kubernetes  -         .     .     .     .     .     .
data/events      metrics        kubernetes  -         .     .     .     .     .     .
data/reports     reports        service     internal  TTTP  PPPP  .     VVVV  GSSS  PPPP
data/reports     warehouse      score       public    JTTT  .     IIII  .     .     .
ops/gateway      flags          service     public    JJJJ  PPPP  OOOO  VVVV  SSSS  WWOO
ops/gateway      gateway        service     public    JJJT  PPPM  AAAA  VVVV  GGGG  OOOO
ops/mailer       mailer         service     internal  PPPP  .     .     CCCV  SSSS  PPPP
ops/mailer       templates      score       internal  PPPP  PPPP  .     .     .     .
loyalty/points   points         backstage   public    TPTP  .     IIII  .     .     .
loyalty/points   vouchers       service     public    TTTP  PPPP  AAAA  CCCC  GGSS  OOOO
loyalty/offers   offers         service     internal  -JTT  .     .     -CCC  -GGG  -WWO
loyalty/offers   segments       backstage   internal  -JJT  .     .     .     .     .
"""
COLUMNS = ["ci-pipeline", "oltp-postgres", "user-auth", "secrets-vault", "service-mesh", "structured-logs"]

# Quarter, mandate, counts of answers: satisfaction 1 to 5, productivity 1 to 5, recommend 3 and 5 to 10, would
# choose and would keep it: yes, no, unsure.
SURVEYS = """
2025Q4  ci-pipeline      5,10,14,40,26  6,12,17,36,24  11,10,10,17,17,15,15  47,36,12  52,32,11
2025Q4  oltp-postgres    4,8,11,33,22   5,10,15,29,19  6,6,6,17,17,13,13     50,21,7   58,15,5
2025Q4  secrets-vault    3,5,8,29,18    5,8,12,23,15   5,4,4,15,15,10,10     40,17,6   45,13,5
2025Q4  service-mesh     5,8,13,26,17   7,13,19,18,12  9,8,8,15,15,7,7       31,28,10  38,23,8
2025Q4  structured-logs  3,5,8,24,16    4,7,10,21,14   4,3,3,14,14,9,9       36,15,5   41,11,4
2025Q4  user-auth        4,7,11,35,23   5,10,15,30,20  6,4,4,17,17,16,16     55,18,7   61,14,5
2026Q1  ci-pipeline      6,12,17,37,24  7,14,20,33,22  14,12,12,17,17,12,12  42,40,14  50,34,12
2026Q1  oltp-postgres    4,8,11,33,22   6,10,15,29,18  7,6,6,17,17,13,12     49,21,8   57,15,6
2026Q1  secrets-vault    3,5,7,29,19    4,8,12,24,15   4,4,4,15,15,11,10     41,16,6   46,12,5
2026Q1  service-mesh     5,10,15,24,16  8,14,21,17,10  11,9,9,15,15,6,5      28,31,11  35,26,9
2026Q1  structured-logs  3,5,7,25,16    4,6,10,22,14   4,3,3,14,13,10,9      37,14,5   42,10,4
2026Q1  user-auth        4,6,10,36,24   5,9,14,32,20   5,4,4,17,17,17,16     56,18,6   62,13,5
2026Q2  ci-pipeline      7,14,21,35,23  9,17,25,30,19  15,15,15,18,18,10,9   40,45,15  47,39,14
2026Q2  oltp-postgres    4,8,11,33,21   6,10,16,27,18  8,6,6,17,17,12,11     47,22,8   55,16,6
2026Q2  secrets-vault    3,4,7,29,19    4,7,11,24,16   4,4,4,15,14,11,10     40,16,6   46,12,4
2026Q2  service-mesh     6,11,17,22,14  8,16,24,14,8   12,11,11,14,14,4,4    24,34,12  31,29,10
2026Q2  structured-logs  3,5,7,26,17    4,7,10,23,14   3,3,3,15,14,10,10     38,15,5   43,11,4
2026Q2  user-auth        4,7,10,37,24   5,9,14,33,21   5,4,4,17,17,18,17     57,18,7   64,13,5
2026Q3  ci-pipeline      5,10,14,43,28  5,10,15,42,28  8,7,7,19,18,21,20     58,31,11  64,27,9
2026Q3  oltp-postgres    4,8,12,32,21   6,11,16,27,17  7,7,7,17,17,11,11     46,23,8   54,17,6
2026Q3  service-mesh     7,12,19,20,13  9,17,26,12,7   13,13,13,13,13,3,3    21,37,13  27,33,11
2026Q3  structured-logs  3,5,8,26,16    4,7,10,23,14   4,3,3,15,14,10,9      37,15,6   42,12,4
"""
QUESTIONS = {
    "satisfaction": ["1", "2", "3", "4", "5"],
    "productivity": ["1", "2", "3", "4", "5"],
    "recommend": ["3", "5", "6", "7", "8", "9", "10"],
    "wouldChoose": ["yes", "no", "unsure"],
    "wouldKeep": ["yes", "no", "unsure"],
}

# The answers of 2026Q3 on user-auth, of which the single ones are there: the groups, then counts as above.
GROUPS = {"shop": 24, "pay": 21, "ship": 19, "care": 14, "ops": 4}
SINGLE = "3,6,9,38,26 4,8,13,35,22 3,4,4,16,18,19,18 60,16,6 66,12,4"
REMARKS = {16: "The device login still needs documentation", 51: "Branding is ours to choose, that was the point"}

# Mandate, metric as the dashboard calls it, before the mandate, and the four quarters.
MEASURES = [
    ("ci-pipeline", "Lead time", 31, [30, 33, 34, 26]),
    ("ci-pipeline", "Deployments per week", 4.2, [4.3, 4.1, 4.0, 5.6]),
    ("ci-pipeline", "Change failure rate", 11, [11, 12, 13, 10]),
    ("user-auth", "New service to production", 14, [12, 11, 11, 10]),
    ("oltp-postgres", "Time to restore", 6, [5, 5, 5, 4.5]),
    ("oltp-postgres", "Lead time", 31, [30, 31, 31, 31]),
    ("service-mesh", "Lead time", 31, [32, 35, 38, 41]),
    ("service-mesh", "Change failure rate", 11, [11, 12, 14, 15]),
    ("structured-logs", "Time to restore", 6, [5.5, 5, 4.5, 4.5]),
    ("secrets-vault", "Support tickets", 40, [35, 33, 30, 28]),
]

# Mandate, pattern, repository, and files and lines in the four quarters.
WORKAROUNDS = [
    ("ci-pipeline", "wraps-platform-cli", "pay/ledger", [(2, 61), (2, 74), (2, 88), None]),
    ("ci-pipeline", "wraps-platform-cli", "ship/parcels", [(1, 40), (2, 52), (2, 66), (1, 21)]),
    ("ci-pipeline", "wraps-platform-cli", "ops/mailer", [None, (1, 18), (1, 35), (1, 14)]),
    ("secrets-vault", "dot-env", "ship/returns", [(1, 9), (1, 9), (1, 9), (1, 9)]),
    ("service-mesh", "side-door", "pay/checkout", [(1, 12), (1, 12), (1, 26), (1, 31)]),
    ("service-mesh", "side-door", "data/reports", [None, (1, 20), (1, 34), (1, 48)]),
    ("service-mesh", "side-door", "loyalty/offers", [None, None, (1, 17), (1, 29)]),
]

# Switch, repository, and files and uses in the four quarters. In the first of them nobody looked.
BYPASSES = [
    ("no-verify", "ops/gateway", [None, (1, 2), (1, 3), (1, 1)]),
    ("no-verify", "pay/ledger", [None, (1, 1), (2, 4), None]),
    ("swallowed", "pay/ledger", [None, (1, 1), (1, 2), None]),
    ("may-fail", "ship/parcels", [None, (1, 1), (1, 1), (1, 1)]),
]
FIRST_LOOK = 1

HEAD = "apiVersion: mustmay/v1\n"


def services():
    """The rows of the table: repository, name, kind, exposure, choices by mandate and quarter."""
    for row in SERVICES.split("\n"):
        if not row:
            continue
        repository, name, kind, exposure, *cells = row.split()
        taken = {}
        for mandate, cell in zip(COLUMNS, cells, strict=True):
            words = MANDATES[mandate][1]
            taken[mandate] = [words.get(letter) for letter in (cell if cell != "." else "....")]
        yield repository, name, kind, exposure, taken


def manifest(name, kind, owner, exposure, taken):
    """One manifest, which says what the service chose in the last quarter."""
    last = {mandate: choices[-1] for mandate, choices in taken.items()}
    pipeline, engine, provider = last["ci-pipeline"], last["oltp-postgres"], last["user-auth"]
    if kind == "service":
        text = HEAD + f"kind: Service\nmetadata:\n  name: {name}\n  owner: {owner}\n"
        text += f"  labels:\n    pipeline: {pipeline}\n    secrets: {last['secrets-vault']}\n"
        text += f"spec:\n  exposure: {exposure}\n  lifecycle: production\n"
        if provider:
            text += f"  auth:\n    protocol: oidc\n    provider: {provider}\n"
        if engine:
            text += f"  datastores:\n    - {{ name: {name}, engine: {engine}, role: oltp }}\n"
        text += f"  tls: {{ terminatedBy: {last['service-mesh']} }}\n"
        return text + f"  observability:\n    logs: {{ format: json, library: {last['structured-logs']} }}\n"
    notes = [f"    mustmay/exposure: {exposure}", f"    fleet.example/pipeline: {pipeline}"]
    if provider:
        notes.append(f"    mustmay/authProvider: {provider}")
    if kind == "score":
        notes.insert(0, f"    mustmay/owner: {owner}")
        text = f"apiVersion: score.dev/v1b1\nmetadata:\n  name: {name}\n  annotations:\n" + "\n".join(notes)
        text += f"\ncontainers:\n  main:\n    image: registry.example.com/fleet/{name}:4.1.0\n"
        return text + (f"resources:\n  db: {{ type: {engine} }}\n" if engine else "")
    text = f"apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: {name}\n  annotations:\n"
    text += "\n".join(notes)
    return text + f"\nspec:\n  type: service\n  lifecycle: production\n  owner: {owner}\n"


def deployment(name, owner):
    return f"""apiVersion: apps/v1
kind: Deployment
metadata:
  name: {name}
  annotations: {{ mustmay/owner: {owner} }}
spec:
  selector: {{ matchLabels: {{ app: {name} }} }}
  template:
    metadata: {{ labels: {{ app: {name} }} }}
    spec:
      containers:
        - name: main
          image: registry.example.com/fleet/{name}:1.9.0
"""


def compose(project, owner, engine):
    image = {"postgres": "postgres:17.2", "mongodb": "mongo:8.0"}[engine]
    return f"""name: {project}
services:
  {project}:
    image: registry.example.com/fleet/{project}:2.3.0
    depends_on: [{project}-db]
    x-mustmay: {{ owner: {owner} }}
  {project}-db:
    image: {image}
    x-mustmay: {{ owner: {owner} }}
"""


def repositories():
    """The manifests of all repositories, by path."""
    files = {}
    names = {"service": "service.yaml", "score": "score.yaml", "backstage": "catalog-info.yaml"}
    for repository, name, kind, exposure, taken in services():
        folder = f"repositories/{repository}"
        project = repository.split("/")[1]
        owner = f"team-{project}"
        if kind in names:
            files[f"{folder}/{name}/{names[kind]}"] = manifest(name, kind, owner, exposure, taken)
        elif kind == "kubernetes":
            path = f"{folder}/deploy.yaml"
            before = files[path] + "---\n" if path in files else ""
            files[path] = before + deployment(name, owner)
        elif name.endswith("-db"):
            files[f"{folder}/compose.yaml"] = compose(project, owner, taken["oltp-postgres"][-1])
    return files


def exceptions():
    """The records of the ledger, by service."""
    records = {}
    for path in sorted((HERE / "exceptions").glob("EX-*.yaml")):
        text = path.read_text(encoding="utf-8")
        record = dict(re.findall(r"^(\w+): (.*)$", text, re.MULTILINE))
        record["id"] = re.search(r"id: ([\w-]+)", text)[1]
        records[record["service"]] = record
    return records


def exception_line(record, quarter):
    """A record as it stood: it was renewed once in every quarter since it was made."""
    day, end = (datetime.date.fromisoformat(text) for text in (DAYS[quarter], record["expires"]))
    return {
        "id": record["id"],
        "state": "expiring" if (end - day).days <= 14 else "active",
        "category": record["category"],
        "created": record["created"],
        "expires": record["expires"],
        "renewals": max(int(record["renewals"]) - (len(DAYS) - 1 - quarter), 0),
    }


def line(repository, rows, mandate, quarter, ledger):
    """What one run found of one mandate, as `mustmay record` writes it."""
    found, needed = [], []
    for _, name, kind, _, taken in rows:
        choice = taken[mandate][quarter]
        if choice is None:
            continue
        verdict, records = "fail" if choice in FAILING else "pass", []
        if STANDINGS.get(choice) == "retired":
            verdict, records = "excepted", [ledger[name]["id"]]
            needed.append(exception_line(ledger[name], quarter))
        found.append({"name": name, "kind": kind, "verdict": verdict, "choices": [choice], "exceptions": records})
    choices = sorted({service["choices"][0] for service in found})
    standings = [(choice, STANDINGS.get(choice, "allowed")) for choice in choices]
    around = [
        {"id": pattern, "files": counts[quarter][0], "lines": counts[quarter][1]}
        for own, pattern, where, counts in WORKAROUNDS
        if (own, where) == (mandate, repository) and counts[quarter]
    ]
    switches = [
        {"id": switch, "files": counts[quarter][0], "uses": counts[quarter][1]}
        for switch, where, counts in BYPASSES
        if where == repository and counts[quarter]
    ]
    return {
        "version": 1,
        "day": DAYS[quarter],
        "repository": repository,
        "commit": None,
        "policies": "sha256:" + POLICIES[quarter] * 32,
        "mandate": mandate,
        "alternatives": MANDATES[mandate][0],
        "notApplicable": len(rows) - len(found),
        "services": sorted(found, key=lambda service: service["name"]),
        "choices": [
            {"id": choice, "standing": standing, "offeredBy": "platform" if standing == "preferred" else None}
            for choice, standing in standings
        ],
        "exceptions": needed,
        "workarounds": around,
        "bypasses": switches if quarter >= FIRST_LOOK else None,
    }


def history():
    by_repository = {}
    for row in services():
        by_repository.setdefault(row[0], []).append(row)
    ledger, lines = exceptions(), []
    for quarter in range(len(DAYS)):
        for mandate in MANDATES:
            for repository, rows in by_repository.items():
                # Two repositories joined in the second quarter.
                if quarter == 0 and repository in ("data/events", "loyalty/offers"):
                    continue
                lines.append(line(repository, rows, mandate, quarter, ledger))
    return "".join(json.dumps(one, separators=(",", ":")) + "\n" for one in lines)


def surveys():
    files = {}
    for row in filter(None, SURVEYS.split("\n")):
        quarter, mandate, *counted = row.split()
        text = HEAD + f"kind: Survey\nmandate: {mandate}\nquarter: {quarter}\nanswers:\n"
        for (question, words), counts in zip(QUESTIONS.items(), counted, strict=True):
            pairs = ", ".join(f"{word}: {count}" for word, count in zip(words, counts.split(","), strict=True))
            text += f"  {question}: {{ {pairs} }}\n"
        path = f"evidence/surveys/{quarter}.yaml"
        files[path] = files[path] + "---\n" + text if path in files else text
    return files


def single_answers():
    """One answer a line. Each question goes through the people in a step of its own, so that no two go together."""
    people = [group for group, count in GROUPS.items() for _ in range(count)]
    many = len(people)
    columns = []
    for step, words, counts in zip((37, 23, 51, 9, 71), QUESTIONS.values(), SINGLE.split(), strict=True):
        answers = [word for word, count in zip(words, counts.split(","), strict=True) for _ in range(int(count))]
        assert len(answers) == many, (len(answers), many)
        columns.append([answers[at * step % many] for at in range(many)])
    text = "part,satisfied,productive,recommend,choose,keep,remarks\n"
    for at in range(many):
        # The rows are in an order of their own too, or it would tell who answered when.
        row = at * 31 % many
        remark = REMARKS.get(at, "")
        cells = [people[row], *(column[row] for column in columns), f'"{remark}"' if "," in remark else remark]
        text += ",".join(cells) + "\n"
    return text


def measures():
    rows = ["policy,period,kpi,before,now"]
    for mandate, metric, before, values in MEASURES:
        rows += [f"{mandate},{quarter},{metric},{before},{now}" for quarter, now in zip(QUARTERS, values, strict=True)]
    return "\n".join(rows) + "\n"


def inventory():
    names = sorted({row[0] for row in services()})
    text = "# Every repository of the fleet. Without a run of each of them in a quarter no mandate is healthy.\n"
    return text + HEAD + "kind: Inventory\nrepositories:\n" + "".join(f"  - {name}\n" for name in names)


def everything():
    return {
        **repositories(),
        **surveys(),
        "evidence/history.jsonl": history(),
        "evidence/inventory.yaml": inventory(),
        "evidence/measures/dora.csv": measures(),
        "evidence/surveys/user-auth-2026Q3.csv": single_answers(),
    }


def main(arguments):
    if arguments not in ([], ["--check"]):
        sys.exit(__doc__)
    files = everything()
    if not arguments:
        for path, text in files.items():
            (HERE / path).parent.mkdir(parents=True, exist_ok=True)
            (HERE / path).write_bytes(text.encode())
        return 0
    wrong = [path for path, text in files.items() if not is_same(HERE / path, text)]
    there = (path.relative_to(HERE).as_posix() for path in (HERE / "repositories").rglob("*.yaml"))
    wrong += sorted(path for path in there if path not in files)
    for path in wrong:
        print(f"{path} is not what generate.py writes")
    return 1 if wrong else 0


def is_same(path, text):
    return path.is_file() and path.read_bytes() == text.encode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
