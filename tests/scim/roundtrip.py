"""A provisioning round trip with scim2-client: roundtrip.py BASE_URL TOKEN."""

import sys

from httpx2 import Client
from scim2_client.engines.httpx2 import SyncSCIMClient
from scim2_models import PatchOp, PatchOperation, SCIMException, SearchRequest

base, token = sys.argv[1:]
http = Client(base_url=base, headers={"Authorization": f"Bearer {token}"}, timeout=60, trust_env=False)
scim = SyncSCIMClient(http)
scim.discover()
User, Group = scim.get_resource_model("User"), scim.get_resource_model("Group")

user = User(user_name="ada", active=True, emails=[{"value": "ada@roundtrip.example", "type": "work", "primary": True}])
user = scim.create(user)
assert user.id and user.meta.version == 'W/"1"', user
assert scim.query(User, user.id) == user

found = scim.query(User, query_parameters=SearchRequest(filter='userName eq "ADA"'))
assert [one.id for one in found.resources] == [user.id], found
assert scim.query(User, query_parameters=SearchRequest(filter='userName eq "bea"')).total_results == 0

user.display_name = "Ada King"
user.name = {"given_name": "Ada", "family_name": "King"}
replaced = scim.replace(user)
assert replaced.display_name == "Ada King" and replaced.name.family_name == "King", replaced

operation = PatchOperation(op=PatchOperation.Op.replace_, path="title", value="Countess")
patched = scim.modify(User, user.id, PatchOp[User](operations=[operation]))
assert patched.title == "Countess" and patched.display_name == "Ada King", patched

group = scim.create(Group(display_name="Round trip", members=[{"value": user.id}]))
assert [member.value for member in group.members] == [user.id], group
assert [one.value for one in scim.query(User, user.id).groups] == [group.id]

scim.delete(Group, group.id)
scim.delete(User, user.id)
for model, id in [(Group, group.id), (User, user.id)]:
    try:
        scim.query(model, id)
        raise AssertionError(f"{model.__name__} is still there")
    except SCIMException as error:
        assert error.status == 404, error
print("done")
