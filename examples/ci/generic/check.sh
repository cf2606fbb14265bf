#!/bin/sh
# For any CI system: run it at the top of the checkout, with the variables set where the checked tree cannot.
#   MUSTMAY_POLICIES         the folder of the platform team's policies, outside of the checkout or pinned to a commit
#   MUSTMAY_POLICIES_DIGEST  what `mustmay check --format json` shows for them: sha256:..
# Nothing in the checkout can loosen what they say: its own config may only tighten.
set -eu
: "${MUSTMAY_POLICIES:?says where the policies are}"
: "${MUSTMAY_POLICIES_DIGEST:?pins them}"
# 0 fine, 1 findings, 2 not understood, 3 nothing checked: only 0 is green.
exec mustmay check
