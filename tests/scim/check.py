"""Runs scim2-tester against a server: check.py BASE_URL TOKEN. Prints a line for each check, the failed ones last."""

import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_tester import Status, check_server

base, token = sys.argv[1:]
http = Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False)
results = check_server(SyncSCIMClient(http))
passed = [result for result in results if result.status in (Status.SUCCESS, Status.COMPLIANT, Status.ACCEPTABLE)]
skipped = [result for result in results if result.status == Status.SKIPPED]
failed = [result for result in results if result not in passed and result not in skipped]
for result in skipped:
    print("skipped", result.title, result.resource_type, result.reason)
for result in failed:
    print("FAILED", result.title, result.resource_type, result.reason, result.data)
print(f"{len(passed)} passed, {len(skipped)} skipped, {len(failed)} failed")
sys.exit(1 if failed or len(passed) < 100 else 0)
