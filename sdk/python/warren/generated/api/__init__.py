"""A method for each operation of the API."""

from __future__ import annotations

import datetime
from typing import Any, cast
from uuid import uuid4

from ..client import AuthenticatedClient
from ..models.account import Account
from ..models.account_changes import AccountChanges
from ..models.account_invitation import AccountInvitation
from ..models.account_slug import AccountSlug
from ..models.activated_key import ActivatedKey
from ..models.address_patch import AddressPatch
from ..models.addresses import Addresses
from ..models.agent import Agent
from ..models.agent_profile import AgentProfile
from ..models.aliased_key import AliasedKey
from ..models.api_key import ApiKey
from ..models.approval_rejection import ApprovalRejection
from ..models.approval_request import ApprovalRequest
from ..models.approval_required import ApprovalRequired
from ..models.approvals import Approvals
from ..models.audit_page import AuditPage
from ..models.authorization_server import AuthorizationServer
from ..models.backup_key import BackupKey
from ..models.badge import Badge
from ..models.behaviour_event import BehaviourEvent
from ..models.billing import Billing
from ..models.budget_changes import BudgetChanges
from ..models.budget_state import BudgetState
from ..models.busy_times import BusyTimes
from ..models.cal_event import CalEvent
from ..models.calendar_file import CalendarFile
from ..models.cancelled import Cancelled
from ..models.capture import Capture
from ..models.change_pod_key import ChangePodKey
from ..models.charge import Charge
from ..models.check_ceiling import CheckCeiling
from ..models.checked_ceiling import CheckedCeiling
from ..models.claim_address import ClaimAddress
from ..models.claimed_address import ClaimedAddress
from ..models.counted_errors import CountedErrors
from ..models.created_pod import CreatedPod
from ..models.created_pod_key import CreatedPodKey
from ..models.created_run_api_key import CreatedRunApiKey
from ..models.created_scim_token import CreatedScimToken
from ..models.credential_decided import CredentialDecided
from ..models.credential_decision import CredentialDecision
from ..models.credential_request import CredentialRequest
from ..models.deleted import Deleted
from ..models.deleted_environment import DeletedEnvironment
from ..models.deleted_environment_domain import DeletedEnvironmentDomain
from ..models.deleted_environment_inbox import DeletedEnvironmentInbox
from ..models.deleted_event import DeletedEvent
from ..models.deleted_messages import DeletedMessages
from ..models.deleted_observation import DeletedObservation
from ..models.deleted_outgoing import DeletedOutgoing
from ..models.deleted_repository import DeletedRepository
from ..models.deleted_rule import DeletedRule
from ..models.deleted_run_api_key import DeletedRunApiKey
from ..models.deleted_secret import DeletedSecret
from ..models.deleted_stack import DeletedStack
from ..models.deleted_subscription import DeletedSubscription
from ..models.deleted_tenant import DeletedTenant
from ..models.deleted_webhook import DeletedWebhook
from ..models.deliveries import Deliveries
from ..models.delivery import Delivery
from ..models.device_authorization import DeviceAuthorization
from ..models.device_authorization_reply import DeviceAuthorizationReply
from ..models.draft_changes import DraftChanges
from ..models.e2e_keys import E2EKeys
from ..models.email_address import EmailAddress
from ..models.email_message import EmailMessage
from ..models.email_message_full import EmailMessageFull
from ..models.ended_oauth_grant import EndedOauthGrant
from ..models.ended_operator_session import EndedOperatorSession
from ..models.ended_session import EndedSession
from ..models.environment import Environment
from ..models.environment_changes import EnvironmentChanges
from ..models.environment_domain import EnvironmentDomain
from ..models.environment_domains import EnvironmentDomains
from ..models.environment_inbox import EnvironmentInbox
from ..models.environment_inbox_patch import EnvironmentInboxPatch
from ..models.environment_inboxes import EnvironmentInboxes
from ..models.environment_member import EnvironmentMember
from ..models.environment_members import EnvironmentMembers
from ..models.environments import Environments
from ..models.event_batch import EventBatch
from ..models.event_patch import EventPatch
from ..models.events import Events
from ..models.feed import Feed
from ..models.found_messages import FoundMessages
from ..models.full_outgoing import FullOutgoing
from ..models.full_thread import FullThread
from ..models.health import Health
from ..models.imported import Imported
from ..models.inbox import Inbox
from ..models.inbox_drafts import InboxDrafts
from ..models.inbox_messages import InboxMessages
from ..models.income import Income
from ..models.introspect_token import IntrospectToken
from ..models.introspection import Introspection
from ..models.invitations import Invitations
from ..models.job import Job
from ..models.keys import Keys
from ..models.labels import Labels
from ..models.link_sent import LinkSent
from ..models.listed_accounts import ListedAccounts
from ..models.master_keys_report import MasterKeysReport
from ..models.me import Me
from ..models.member import Member
from ..models.member_changes import MemberChanges
from ..models.members import Members
from ..models.message_patch import MessagePatch
from ..models.messages import Messages
from ..models.new_account_email import NewAccountEmail
from ..models.new_account_slug import NewAccountSlug
from ..models.new_agent import NewAgent
from ..models.new_api_key import NewApiKey
from ..models.new_backup_key import NewBackupKey
from ..models.new_ceiling import NewCeiling
from ..models.new_charge import NewCharge
from ..models.new_client import NewClient
from ..models.new_credential_request import NewCredentialRequest
from ..models.new_e2e_key import NewE2EKey
from ..models.new_email import NewEmail
from ..models.new_environment import NewEnvironment
from ..models.new_environment_domain import NewEnvironmentDomain
from ..models.new_environment_inbox import NewEnvironmentInbox
from ..models.new_environment_member import NewEnvironmentMember
from ..models.new_event import NewEvent
from ..models.new_inbox import NewInbox
from ..models.new_mail_or_body import NewMailOrBody
from ..models.new_member import NewMember
from ..models.new_observation import NewObservation
from ..models.new_pod import NewPod
from ..models.new_pod_key import NewPodKey
from ..models.new_profile import NewProfile
from ..models.new_recovery import NewRecovery
from ..models.new_refund import NewRefund
from ..models.new_repository import NewRepository
from ..models.new_rule import NewRule
from ..models.new_run import NewRun
from ..models.new_run_api_key import NewRunApiKey
from ..models.new_runner import NewRunner
from ..models.new_runner_token import NewRunnerToken
from ..models.new_scim_token import NewScimToken
from ..models.new_secret import NewSecret
from ..models.new_seed import NewSeed
from ..models.new_stack import NewStack
from ..models.new_subscription import NewSubscription
from ..models.new_tenant import NewTenant
from ..models.new_webhook import NewWebhook
from ..models.new_webhook_secret import NewWebhookSecret
from ..models.oauth_grants import OauthGrants
from ..models.observation import Observation
from ..models.observation_topics import ObservationTopics
from ..models.observations import Observations
from ..models.one_repository import OneRepository
from ..models.one_run import OneRun
from ..models.operator_email import OperatorEmail
from ..models.operator_session import OperatorSession
from ..models.outbox import Outbox
from ..models.outgoing_message import OutgoingMessage
from ..models.overview import Overview
from ..models.pending_credential import PendingCredential
from ..models.pending_credentials import PendingCredentials
from ..models.pod import Pod
from ..models.pod_changes import PodChanges
from ..models.pod_key import PodKey
from ..models.pod_keys import PodKeys
from ..models.pods import Pods
from ..models.poll import Poll
from ..models.polled import Polled
from ..models.protected_resource import ProtectedResource
from ..models.public_keys import PublicKeys
from ..models.public_score import PublicScore
from ..models.purged_pod import PurgedPod
from ..models.push_key import PushKey
from ..models.reassignment import Reassignment
from ..models.recovered import Recovered
from ..models.recovery_email import RecoveryEmail
from ..models.recovery_request import RecoveryRequest
from ..models.recovery_sent import RecoverySent
from ..models.refunded_charge import RefundedCharge
from ..models.registered_client import RegisteredClient
from ..models.registered_runner import RegisteredRunner
from ..models.rejection import Rejection
from ..models.removed_environment_member import RemovedEnvironmentMember
from ..models.removed_member import RemovedMember
from ..models.removed_runner import RemovedRunner
from ..models.replace_pod_key import ReplacePodKey
from ..models.replay_since import ReplaySince
from ..models.replayed import Replayed
from ..models.reported_events import ReportedEvents
from ..models.repositories import Repositories
from ..models.resealing import Resealing
from ..models.resolved import Resolved
from ..models.response import Response
from ..models.revoke_token import RevokeToken
from ..models.revoked_invitation import RevokedInvitation
from ..models.revoked_key import RevokedKey
from ..models.revoked_scim_token import RevokedScimToken
from ..models.revoked_token import RevokedToken
from ..models.rotated_e2e_key import RotatedE2EKey
from ..models.rotated_key import RotatedKey
from ..models.rotation import Rotation
from ..models.rule import Rule
from ..models.rule_patch import RulePatch
from ..models.rules import Rules
from ..models.run_agent_types import RunAgentTypes
from ..models.run_api_keys import RunApiKeys
from ..models.run_files import RunFiles
from ..models.run_input import RunInput
from ..models.run_list import RunList
from ..models.run_output import RunOutput
from ..models.run_prompt import RunPrompt
from ..models.runner_token import RunnerToken
from ..models.runners import Runners
from ..models.scim_group import ScimGroup
from ..models.scim_list import ScimList
from ..models.scim_patch import ScimPatch
from ..models.scim_resource_type import ScimResourceType
from ..models.scim_schema import ScimSchema
from ..models.scim_service_provider_config import ScimServiceProviderConfig
from ..models.scim_tokens import ScimTokens
from ..models.scim_user import ScimUser
from ..models.sent_from_inbox import SentFromInbox
from ..models.sent_mail import SentMail
from ..models.sessions import Sessions
from ..models.set_profile import SetProfile
from ..models.sign_in import SignIn
from ..models.spending_history import SpendingHistory
from ..models.stack import Stack
from ..models.stacks import Stacks
from ..models.stored_secret import StoredSecret
from ..models.stored_seed import StoredSeed
from ..models.subscription import Subscription
from ..models.subscriptions import Subscriptions
from ..models.taken_input import TakenInput
from ..models.tenant import Tenant
from ..models.tenant_ceiling import TenantCeiling
from ..models.tenant_changes import TenantChanges
from ..models.tenants import Tenants
from ..models.terminated_run import TerminatedRun
from ..models.tested import Tested
from ..models.threads import Threads
from ..models.token_request import TokenRequest
from ..models.tokens import Tokens
from ..models.trust_score import TrustScore
from ..models.undeleted_secret import UndeletedSecret
from ..models.updated import Updated
from ..models.updated_account import UpdatedAccount
from ..models.updated_budget import UpdatedBudget
from ..models.updated_pod import UpdatedPod
from ..models.updated_tenant import UpdatedTenant
from ..models.usage import Usage
from ..models.vault_entry import VaultEntry
from ..models.vault_keys import VaultKeys
from ..models.vault_recovery import VaultRecovery
from ..models.verified import Verified
from ..models.webhook import Webhook
from ..models.webhook_patch import WebhookPatch
from ..models.webhooks import Webhooks
from ..models.welcome import Welcome
from ..types import UNSET, File, Unset
from .account import get_account as _get_account
from .account import get_me as _get_me
from .account import set_account_slug as _set_account_slug
from .account import set_operator_email as _set_operator_email
from .account import set_recovery_email as _set_recovery_email
from .admin import create_operator_session as _create_operator_session
from .admin import end_operator_session as _end_operator_session
from .admin import get_income as _get_income
from .admin import get_master_keys as _get_master_keys
from .admin import get_overview as _get_overview
from .admin import list_accounts as _list_accounts
from .admin import list_errors as _list_errors
from .admin import reseal_pods as _reseal_pods
from .admin import update_account as _update_account
from .agent_profiles import get_agent_card as _get_agent_card
from .agent_profiles import get_deployment_card as _get_deployment_card
from .agent_profiles import get_deployment_card_alias as _get_deployment_card_alias
from .agent_profiles import get_profile as _get_profile
from .agent_profiles import set_profile as _set_profile
from .audit import list_audit as _list_audit
from .audit import verify_audit as _verify_audit
from .auth import activate_backup_key as _activate_backup_key
from .auth import create_key as _create_key
from .auth import create_key_alias as _create_key_alias
from .auth import end_session as _end_session
from .auth import generate_backup_key as _generate_backup_key
from .auth import get_public_keys as _get_public_keys
from .auth import list_keys as _list_keys
from .auth import list_sessions as _list_sessions
from .auth import register_agent as _register_agent
from .auth import rotate_key as _rotate_key
from .auth import sign_in as _sign_in
from .auth import sign_out as _sign_out
from .auth import verify_sign_in as _verify_sign_in
from .billing import get_billing as _get_billing
from .billing import get_usage as _get_usage
from .budget import approve as _approve
from .budget import capture_charge as _capture_charge
from .budget import charge as _charge
from .budget import get_approval as _get_approval
from .budget import get_budget as _get_budget
from .budget import get_budget_history as _get_budget_history
from .budget import get_charge as _get_charge
from .budget import list_approvals as _list_approvals
from .budget import refund_charge as _refund_charge
from .budget import reject as _reject
from .budget import release_charge as _release_charge
from .budget import set_budget as _set_budget
from .calendar import create_event as _create_event
from .calendar import delete_event as _delete_event
from .calendar import get_event as _get_event
from .calendar import get_feed as _get_feed
from .calendar import get_free_busy as _get_free_busy
from .calendar import import_calendar as _import_calendar
from .calendar import list_events as _list_events
from .calendar import respond_to_event as _respond_to_event
from .calendar import rotate_feed as _rotate_feed
from .calendar import subscribe as _subscribe
from .calendar import update_event as _update_event
from .credentials import approve_credential as _approve_credential
from .credentials import get_credential_request as _get_credential_request
from .credentials import list_credential_requests as _list_credential_requests
from .credentials import poll_credential as _poll_credential
from .credentials import request_credential as _request_credential
from .domains import create_domain as _create_domain
from .domains import delete_domain as _delete_domain
from .domains import get_domain as _get_domain
from .domains import list_domains as _list_domains
from .domains import verify_domain as _verify_domain
from .e2e import list_e2e_keys as _list_e2e_keys
from .e2e import rotate_e2e_key as _rotate_e2e_key
from .email import cancel_outgoing as _cancel_outgoing
from .email import claim_address as _claim_address
from .email import create_email as _create_email
from .email import create_rule as _create_rule
from .email import create_webhook as _create_webhook
from .email import delete_message as _delete_message
from .email import delete_messages as _delete_messages
from .email import delete_outgoing as _delete_outgoing
from .email import delete_rule as _delete_rule
from .email import delete_webhook as _delete_webhook
from .email import forward as _forward
from .email import get_address as _get_address
from .email import get_attachment as _get_attachment
from .email import get_draft as _get_draft
from .email import get_message as _get_message
from .email import get_outgoing as _get_outgoing
from .email import get_raw_message as _get_raw_message
from .email import get_rule as _get_rule
from .email import get_thread as _get_thread
from .email import get_webhook as _get_webhook
from .email import list_addresses as _list_addresses
from .email import list_deliveries as _list_deliveries
from .email import list_drafts as _list_drafts
from .email import list_labels as _list_labels
from .email import list_messages as _list_messages
from .email import list_outbox as _list_outbox
from .email import list_rules as _list_rules
from .email import list_threads as _list_threads
from .email import list_webhooks as _list_webhooks
from .email import reject_draft as _reject_draft
from .email import release_draft as _release_draft
from .email import replay_delivery as _replay_delivery
from .email import replay_events as _replay_events
from .email import reply as _reply
from .email import reply_all as _reply_all
from .email import rotate_webhook_secret as _rotate_webhook_secret
from .email import search as _search
from .email import send_email as _send_email
from .email import test_webhook as _test_webhook
from .email import update_address as _update_address
from .email import update_draft as _update_draft
from .email import update_message as _update_message
from .email import update_rule as _update_rule
from .email import update_webhook as _update_webhook
from .email import wait_for_message as _wait_for_message
from .environments import create_environment as _create_environment
from .environments import delete_environment as _delete_environment
from .environments import get_environment as _get_environment
from .environments import get_job as _get_job
from .environments import list_environments as _list_environments
from .environments import reassign_environment as _reassign_environment
from .environments import restore_environment as _restore_environment
from .environments import update_environment as _update_environment
from .health import document as _document
from .health import documentation as _documentation
from .health import get_ai_catalog as _get_ai_catalog
from .health import get_ai_catalog_alias as _get_ai_catalog_alias
from .health import get_mcp_card as _get_mcp_card
from .health import get_mcp_card_alias as _get_mcp_card_alias
from .health import health as _health
from .health import llms_full as _llms_full
from .health import llms_index as _llms_index
from .health import llms_index_alias as _llms_index_alias
from .health import robots as _robots
from .health import skill as _skill
from .health import welcome as _welcome
from .inbox import create_inbox as _create_inbox
from .inbox import get_inbox_message as _get_inbox_message
from .inbox import list_inbox as _list_inbox
from .inbox import send_from_inbox as _send_from_inbox
from .inboxes import create_api_draft as _create_api_draft
from .inboxes import create_api_inbox as _create_api_inbox
from .inboxes import delete_api_inbox as _delete_api_inbox
from .inboxes import get_api_inbox as _get_api_inbox
from .inboxes import get_api_message as _get_api_message
from .inboxes import get_api_thread as _get_api_thread
from .inboxes import list_api_drafts as _list_api_drafts
from .inboxes import list_api_inboxes as _list_api_inboxes
from .inboxes import list_api_messages as _list_api_messages
from .inboxes import list_api_threads as _list_api_threads
from .inboxes import reply_to_api_message as _reply_to_api_message
from .inboxes import send_api_message as _send_api_message
from .inboxes import update_api_inbox as _update_api_inbox
from .members import add_environment_member as _add_environment_member
from .members import create_invitation as _create_invitation
from .members import create_member as _create_member
from .members import leave_account as _leave_account
from .members import list_environment_members as _list_environment_members
from .members import list_invitations as _list_invitations
from .members import list_members as _list_members
from .members import remove_environment_member as _remove_environment_member
from .members import remove_member as _remove_member
from .members import revoke_invitation as _revoke_invitation
from .members import update_member as _update_member
from .oauth import authorize_device as _authorize_device
from .oauth import create_token as _create_token
from .oauth import end_oauth_grant as _end_oauth_grant
from .oauth import get_authorization_server as _get_authorization_server
from .oauth import get_mcp_protected_resource as _get_mcp_protected_resource
from .oauth import get_protected_resource as _get_protected_resource
from .oauth import introspect_token as _introspect_token
from .oauth import list_oauth_grants as _list_oauth_grants
from .oauth import register_client as _register_client
from .oauth import revoke_token as _revoke_token
from .observations import create_observation as _create_observation
from .observations import delete_observation as _delete_observation
from .observations import list_observation_topics as _list_observation_topics
from .observations import list_observations as _list_observations
from .pods import change_pod_key as _change_pod_key
from .pods import create_pod as _create_pod
from .pods import create_pod_key as _create_pod_key
from .pods import delete_pod as _delete_pod
from .pods import get_pod as _get_pod
from .pods import list_pod_keys as _list_pod_keys
from .pods import list_pods as _list_pods
from .pods import resume_pod as _resume_pod
from .pods import revoke_pod_key as _revoke_pod_key
from .pods import rotate_pod_key as _rotate_pod_key
from .pods import update_pod as _update_pod
from .push import create_push_subscription as _create_push_subscription
from .push import delete_push_subscription as _delete_push_subscription
from .push import get_push_key as _get_push_key
from .push import list_push_subscriptions as _list_push_subscriptions
from .runs import create_repository as _create_repository
from .runs import create_run as _create_run
from .runs import create_run_api_key as _create_run_api_key
from .runs import create_runner_token as _create_runner_token
from .runs import delete_repository as _delete_repository
from .runs import delete_run_api_key as _delete_run_api_key
from .runs import delete_runner as _delete_runner
from .runs import get_run as _get_run
from .runs import get_run_file as _get_run_file
from .runs import get_run_output as _get_run_output
from .runs import list_agent_types as _list_agent_types
from .runs import list_repositories as _list_repositories
from .runs import list_run_api_keys as _list_run_api_keys
from .runs import list_run_files as _list_run_files
from .runs import list_runners as _list_runners
from .runs import list_runs as _list_runs
from .runs import register_runner as _register_runner
from .runs import send_run_input as _send_run_input
from .runs import send_run_prompt as _send_run_prompt
from .runs import terminate_run as _terminate_run
from .scim import create_scim_group as _create_scim_group
from .scim import create_scim_token as _create_scim_token
from .scim import create_scim_user as _create_scim_user
from .scim import delete_scim_group as _delete_scim_group
from .scim import delete_scim_user as _delete_scim_user
from .scim import get_scim_group as _get_scim_group
from .scim import get_scim_resource_type as _get_scim_resource_type
from .scim import get_scim_schema as _get_scim_schema
from .scim import get_scim_service_provider_config as _get_scim_service_provider_config
from .scim import get_scim_user as _get_scim_user
from .scim import list_scim_groups as _list_scim_groups
from .scim import list_scim_resource_types as _list_scim_resource_types
from .scim import list_scim_schemas as _list_scim_schemas
from .scim import list_scim_tokens as _list_scim_tokens
from .scim import list_scim_users as _list_scim_users
from .scim import replace_scim_group as _replace_scim_group
from .scim import replace_scim_user as _replace_scim_user
from .scim import revoke_scim_token as _revoke_scim_token
from .scim import update_scim_group as _update_scim_group
from .scim import update_scim_user as _update_scim_user
from .stack import create_stack as _create_stack
from .stack import delete_stack as _delete_stack
from .stack import get_stack as _get_stack
from .stack import list_stacks as _list_stacks
from .stack import verify_stack as _verify_stack
from .tenants import check_ceiling as _check_ceiling
from .tenants import create_tenant as _create_tenant
from .tenants import create_tenant_key as _create_tenant_key
from .tenants import delete_tenant as _delete_tenant
from .tenants import get_ceiling as _get_ceiling
from .tenants import get_tenant as _get_tenant
from .tenants import list_tenants as _list_tenants
from .tenants import remove_ceiling as _remove_ceiling
from .tenants import restore_tenant as _restore_tenant
from .tenants import set_ceiling as _set_ceiling
from .tenants import update_tenant as _update_tenant
from .trust import get_badge as _get_badge
from .trust import get_badge_score as _get_badge_score
from .trust import get_trust as _get_trust
from .trust import get_trust_score as _get_trust_score
from .trust import report_events as _report_events
from .vault import delete_secret as _delete_secret
from .vault import get_secret as _get_secret
from .vault import list_vault as _list_vault
from .vault import put_secret as _put_secret
from .vault import set_vault_recovery as _set_vault_recovery
from .vault import undelete_secret as _undelete_secret
from .vault_legacy import request_recovery as _request_recovery
from .vault_legacy import store_seed as _store_seed
from .vault_legacy import verify_recovery as _verify_recovery


class Operations:
    """A method for each operation of the API."""

    def __init__(self, client: AuthenticatedClient) -> None:
        self._client = client

    def welcome(
        self,
    ) -> Welcome:
        """Describe the deployment.

        Describes the deployment and how an agent registers. Browsers (`Accept: text/html`) get a page, other clients JSON.
        """
        response = _welcome.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Welcome", response.parsed)

    def get_ai_catalog(
        self,
    ) -> Any:
        """Get the AI catalog.

        Returns what agents can use at this host, as [AI Catalog](https://ai-catalog.io) 0.9: the cards of the MCP server and of the
        deployment (A2A). The reply has an ETag.
        """
        response = _get_ai_catalog.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    def get_ai_catalog_alias(
        self,
    ) -> Any:
        """Get the AI catalog.

        Returns what agents can use at this host, as [AI Catalog](https://ai-catalog.io) 0.9: the cards of the MCP server and of the
        deployment (A2A). The reply has an ETag.
        """
        response = _get_ai_catalog_alias.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    def get_mcp_card_alias(
        self,
    ) -> Any:
        """Get the card of the MCP server.

        Returns name, version and address of the MCP server, for clients and catalogs (SEP-2127). The reply has an ETag.
        """
        response = _get_mcp_card_alias.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    def document(
        self,
    ) -> Any:
        """Get this document.

        Returns the OpenAPI 3.1 description of all operations.
        """
        response = _document.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    def llms_index_alias(
        self,
    ) -> str:
        """Get llms.txt.

        Returns what this deployment is and where its documentation is, for language models (llmstxt.org). `/docs` returns the same, and
        leads browsers to the first page.
        """
        response = _llms_index_alias.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    def documentation(
        self,
        page: str,
    ) -> str:
        """Get a page of the documentation.

        Returns the page as Markdown. Browsers get a page for people, unless the address ends with `.md` or `Accept` names Markdown.
        `/llms.txt` lists the pages.
        """
        response = _documentation.sync_detailed(
            client=self._client,
            page=page,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    def health(
        self,
    ) -> Health:
        """Check health.

        Returns 200 if the deployment can serve requests: its configuration is valid and its database has all migrations. After the first
        success, an instance of the worker does not check the database again.
        """
        response = _health.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Health", response.parsed)

    def llms_full(
        self,
    ) -> str:
        """Get llms-full.txt.

        Returns the whole documentation as one page.
        """
        response = _llms_full.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    def llms_index(
        self,
    ) -> str:
        """Get llms.txt.

        Returns what this deployment is and where its documentation is, for language models (llmstxt.org). `/docs` returns the same, and
        leads browsers to the first page.
        """
        response = _llms_index.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    def get_mcp_card(
        self,
    ) -> Any:
        """Get the card of the MCP server.

        Returns name, version and address of the MCP server, for clients and catalogs (SEP-2127). The reply has an ETag.
        """
        response = _get_mcp_card.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    def robots(
        self,
    ) -> str:
        """Get robots.txt.

        Allows crawlers to read calendar feeds and nothing else of the API. Google Calendar does not fetch a feed that robots.txt disallows.
        """
        response = _robots.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    def skill(
        self,
    ) -> str:
        """Get the skill.

        Returns a short instruction for agents: how to get an address, give it to somebody, and wait for a code.
        """
        response = _skill.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    def get_deployment_card(
        self,
    ) -> Any:
        """Read the deployment's card.

        Returns an agent card of the A2A protocol, version 1.0, that describes this API. Before version 0.3 of A2A the path was
        `/.well-known/agent.json`.
        """
        response = _get_deployment_card.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    def get_deployment_card_alias(
        self,
    ) -> Any:
        """Read the deployment's card.

        Returns an agent card of the A2A protocol, version 1.0, that describes this API. Before version 0.3 of A2A the path was
        `/.well-known/agent.json`.
        """
        response = _get_deployment_card_alias.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    def get_profile(
        self,
        name: str,
    ) -> AgentProfile:
        """Read an agent's profile.

        Needs no key. Browsers (`Accept: text/html`) get a page, other clients JSON. Private profiles and profiles of suspended pods are not
        found. The reply has an ETag; caches may store it for a minute.
        """
        response = _get_profile.sync_detailed(
            client=self._client,
            name=name,
        )
        # Errors are raised before.
        return cast("AgentProfile", response.parsed)

    def get_agent_card(
        self,
        name: str,
    ) -> Any:
        """Read an agent's card.

        Returns an agent card of the A2A protocol, version 1.0. The agent's interface is mail, and its skills are the capabilities of its profile.
        Needs no key.
        """
        response = _get_agent_card.sync_detailed(
            client=self._client,
            name=name,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    def set_profile(
        self,
        name: str,
        *,
        body: NewProfile | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SetProfile:
        """Set a profile.

        Replaces the profile of one of your addresses, which `/agents/{name}` and the agent's card show. The change is visible everywhere
        within a minute.
        """
        response = _set_profile.sync_detailed(
            client=self._client,
            name=name,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SetProfile", response.parsed)

    def get_public_keys(
        self,
    ) -> PublicKeys:
        """List the public keys of tokens.

        Returns a JSON Web Key Set (RFC 7517). The keys verify the tokens (`tenant_token`) of sessions at the hosts of tenants. They change when
        the operator rotates `MASTER_KEY`.
        """
        response = _get_public_keys.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("PublicKeys", response.parsed)

    def register_agent(
        self,
        *,
        body: NewAgent | Unset = UNSET,
    ) -> Agent:
        """Register an agent.

        Creates an account, its key and an email address that receives mail immediately. If one of them cannot be created, none is. Without a
        name, the address is `agent-` with eight random characters. Needs no key. At most 5 accounts an hour from one IP address (configurable).
        """
        response = _register_agent.sync_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("Agent", response.parsed)

    def create_key(
        self,
        *,
        body: NewApiKey | Unset = UNSET,
    ) -> ApiKey:
        """Create an account and its API key.

        Needs no key. At most 5 accounts an hour from one IP address (configurable).
        """
        response = _create_key.sync_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("ApiKey", response.parsed)

    def activate_backup_key(
        self,
        *,
        body: Rotation | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> ActivatedKey:
        """Activate the backup key.

        Makes the backup key the active key. The keys that were active, all sessions except the caller's, and links to sign in stop working
        before this call returns. Call it with the active key or with the backup key itself. `surviving` and `{"everything": true}` are as
        in `POST /v1/auth/keys/rotate`.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _activate_backup_key.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("ActivatedKey", response.parsed)

    def generate_backup_key(
        self,
        *,
        body: NewBackupKey | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> BackupKey:
        """Generate a backup key.

        A backup key can only activate itself (`POST /v1/auth/keys/activate-backup`). An account has at most one.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _generate_backup_key.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("BackupKey", response.parsed)

    def list_keys(
        self,
    ) -> Keys:
        """List the account's keys.

        Returns active, dormant and revoked keys without their secrets.
        """
        response = _list_keys.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Keys", response.parsed)

    def rotate_key(
        self,
        *,
        body: Rotation | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> RotatedKey:
        """Rotate the API key.

        Replaces the account's active keys. The old keys, all sessions except the caller's, and links to sign in stop working everywhere before
        this call returns, as do open invitations that the old keys sent. Of two concurrent rotations one succeeds.

        `surviving` lists what still has access or receives data: the backup key, keys of pods, keys for runs, people, webhooks, calendar
        feeds. With `{"everything": true}` these end too: keys together with the old key, webhooks and feeds as soon as their pods are
        notified, and runs with their keys; `pending_pods` lists pods that are not notified yet.

        The people of the account stay, with the recovery email. Check them in `GET /v1/members`: somebody who had the key can have added
        one, or changed an address.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _rotate_key.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("RotatedKey", response.parsed)

    def sign_in(
        self,
        *,
        body: SignIn,
    ) -> LinkSent:
        """Request a link to sign in.

        Sends an email with one link to the address. The link signs in to the accounts of which the address is a member, such as those that have it
        as recovery email; the person chooses one of them. It names at most ten: first accounts to which a person has signed in before with this
        address, then the newest. The link works once, for 15 minutes. The reply and the time that it takes are the same if there is no such
        account. At the host of a tenant, the link signs in to the tenant only. At most 5 requests an hour for one address, and 30 from one IP address (configurable).
        """
        response = _sign_in.sync_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("LinkSent", response.parsed)

    def list_sessions(
        self,
    ) -> Sessions:
        """List sessions.

        Lists the people who are signed in to the account, latest first.
        """
        response = _list_sessions.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Sessions", response.parsed)

    def sign_out(
        self,
    ) -> EndedSession:
        """Sign out.

        Ends the caller's session. Its token stops working everywhere before this call returns.
        """
        response = _sign_out.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("EndedSession", response.parsed)

    def end_session(
        self,
        id: str,
    ) -> EndedSession:
        """End a session.

        The session's token stops working everywhere before this call returns. Sessions of owners are ended only by owners and by the account's
        key. With `require_second_principal`, only a signed-in person ends sessions of owners and admins.
        """
        response = _end_session.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("EndedSession", response.parsed)

    def verify_sign_in(
        self,
        *,
        token: str,
        account: str | Unset = UNSET,
    ) -> Any:
        """Sign in with a link.

        For programs. Starts a session of 24 hours and redirects to `/dashboard#session=<token>`. The token is a credential with the permissions of
        the person's role; browsers do not send the fragment of a URL. Emails link to `/sign-in?token=…` instead, a page for people with a
        button for each account; opening that page does not use the link. At the host of a tenant, the session works at this host only, and the
        URL also has `tenant_token`.
        """
        response = _verify_sign_in.sync_detailed(
            client=self._client,
            token=token,
            account=account,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    def create_key_alias(
        self,
        *,
        body: NewApiKey | Unset = UNSET,
    ) -> AliasedKey:
        """Create an account (older path).

        Does the same as `POST /v1/auth/keys`. In the reply the key is named `key`.
        """
        response = _create_key_alias.sync_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("AliasedKey", response.parsed)

    def get_authorization_server(
        self,
    ) -> AuthorizationServer:
        """Get the metadata of the authorization server.

        The metadata of RFC 8414, for OAuth clients. The authorization server is at the deployment's own host only.
        """
        response = _get_authorization_server.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("AuthorizationServer", response.parsed)

    def get_protected_resource(
        self,
    ) -> ProtectedResource:
        """Get the metadata of the API as a resource.

        The metadata of RFC 9728, for OAuth clients of the API.
        """
        response = _get_protected_resource.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("ProtectedResource", response.parsed)

    def get_mcp_protected_resource(
        self,
    ) -> ProtectedResource:
        """Get the metadata of the MCP server as a resource.

        The metadata of RFC 9728, for MCP clients.
        """
        response = _get_mcp_protected_resource.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("ProtectedResource", response.parsed)

    def authorize_device(
        self,
        *,
        body: DeviceAuthorization,
    ) -> DeviceAuthorizationReply:
        """Ask for access for a device.

        For clients without a browser, such as command lines (RFC 8628). Show `user_code` and `verification_uri` to the person, and poll
        `POST /oauth/token` every `interval` seconds. At most 30 requests an hour from one IP address (configurable).
        """
        response = _authorize_device.sync_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("DeviceAuthorizationReply", response.parsed)

    def introspect_token(
        self,
        *,
        body: IntrospectToken,
        x_environment: str | Unset = UNSET,
    ) -> Introspection:
        """Introspect an access token.

        Says whether an access token works, and what it may do (RFC 7662). The account's key, owners and admins can ask about all tokens of the
        account, a key of a pod about those of its pod. Other tokens are not active.
        """
        response = _introspect_token.sync_detailed(
            client=self._client,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Introspection", response.parsed)

    def register_client(
        self,
        *,
        body: NewClient | Unset = UNSET,
    ) -> RegisteredClient:
        """Register an OAuth client.

        For clients without a metadata document (RFC 7591). Nothing is stored: the id contains what was registered, sealed. So it cannot be
        changed or deleted; register again instead. Clients are public: one that asks for a secret gets none. People see the name together
        with the words that the client is not verified.
        """
        response = _register_client.sync_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("RegisteredClient", response.parsed)

    def revoke_token(
        self,
        *,
        body: RevokeToken,
    ) -> RevokedToken:
        """Revoke a token.

        Ends the grant of an access token or a refresh token, with all of its tokens, before this call returns (RFC 7009). A token that is
        unknown, or that is another client's, gets the same reply.
        """
        response = _revoke_token.sync_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("RevokedToken", response.parsed)

    def create_token(
        self,
        *,
        body: TokenRequest,
    ) -> Tokens:
        """Get tokens.

        Exchanges an authorization code, a refresh token or a device code. Clients are public: they have no secret, and PKCE with `S256` is
        required. A code works once, for 60 seconds; one that is sent again ends what it gave. Each refresh token works once and is replaced;
        for 30 seconds it gets the same successor again. One that is sent later ends the grant with all of its tokens.
        """
        response = _create_token.sync_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("Tokens", response.parsed)

    def list_oauth_grants(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> OauthGrants:
        """List grants of OAuth clients.

        Lists what the signed-in person has given OAuth clients, oldest first. With the account's key, lists those of all people of the account.
        """
        response = _list_oauth_grants.sync_detailed(
            client=self._client,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("OauthGrants", response.parsed)

    def end_oauth_grant(
        self,
        id: str,
    ) -> EndedOauthGrant:
        """End a grant of an OAuth client.

        The client's tokens stop working everywhere before this call returns, and its sockets are closed. A person ends own grants; the account's
        key ends those of all people of the account. Webhooks that the client created stay.
        """
        response = _end_oauth_grant.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("EndedOauthGrant", response.parsed)

    def list_accounts(
        self,
        *,
        q: str | Unset = UNSET,
        tier: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> ListedAccounts:
        """List accounts.

        Lists the accounts of the deployment with their usage of today, newest first. A search by name or email reads all accounts.
        """
        response = _list_accounts.sync_detailed(
            client=self._client,
            q=q,
            tier=tier,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("ListedAccounts", response.parsed)

    def update_account(
        self,
        id: str,
        *,
        body: AccountChanges | Unset = UNSET,
    ) -> UpdatedAccount:
        """Change an account's tier or ceilings.

        Ceilings bind the agents of all pods of the account, as those of a tenant bind its own. The changes apply to the next request. Needs
        `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment has no such token.
        """
        response = _update_account.sync_detailed(
            client=self._client,
            id=id,
            body=body,
        )
        # Errors are raised before.
        return cast("UpdatedAccount", response.parsed)

    def list_errors(
        self,
        *,
        hours: int | Unset = UNSET,
    ) -> CountedErrors:
        """Count recent errors.

        Counts the replies with an error by code and by hour, for seven days at most. Each instance of the worker reports every ten seconds at
        most, with its next error, so the newest may be missing. `request_id` finds the newest one in the log.
        """
        response = _list_errors.sync_detailed(
            client=self._client,
            hours=hours,
        )
        # Errors are raised before.
        return cast("CountedErrors", response.parsed)

    def get_income(
        self,
        *,
        limit: int | Unset = UNSET,
        before: str | Unset = UNSET,
    ) -> Income:
        """List payments to the deployment.

        Payments by x402, newest first. Entries are never changed or removed. Needs `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the
        deployment has no such token.
        """
        response = _get_income.sync_detailed(
            client=self._client,
            limit=limit,
            before=before,
        )
        # Errors are raised before.
        return cast("Income", response.parsed)

    def get_master_keys(
        self,
    ) -> MasterKeysReport:
        """Read the use of master keys.

        Counts the pods, credentials and addresses that depend on each key. Needs `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment
        has no such token.
        """
        response = _get_master_keys.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("MasterKeysReport", response.parsed)

    def reseal_pods(
        self,
        *,
        after: str | Unset = UNSET,
    ) -> Resealing:
        """Reseal pods with the current master key.

        Notifies up to 100 pods, in the order of their ids, to encrypt their data with the current key. Each pod works in the background. Active
        pods do so without this call, and every ten minutes the deployment notifies another 100 pods. `GET /admin/master-keys` shows the progress.
        Needs `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment has no such token.
        """
        response = _reseal_pods.sync_detailed(
            client=self._client,
            after=after,
        )
        # Errors are raised before.
        return cast("Resealing", response.parsed)

    def get_overview(
        self,
    ) -> Overview:
        """Read totals of the deployment.

        Reads a row for each account and each pod, so do not call it often.
        """
        response = _get_overview.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Overview", response.parsed)

    def create_operator_session(
        self,
    ) -> OperatorSession:
        """Start a session of the operator.

        Exchanges `ADMIN_TOKEN` for a token that works for 8 hours, for all operations of the operator except this one. It stops working when
        the deployment gets another `ADMIN_TOKEN`. At most 20 sessions are open at once: a new one ends the oldest.
        """
        response = _create_operator_session.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("OperatorSession", response.parsed)

    def end_operator_session(
        self,
    ) -> EndedOperatorSession:
        """End the operator's session.

        The token of the request stops working before this call returns.
        """
        response = _end_operator_session.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("EndedOperatorSession", response.parsed)

    def list_tenants(
        self,
        *,
        account_id: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> Tenants:
        """List tenants.

        Lists the tenants of the account; for the operator of the deployment, those of all accounts. Every account has a default tenant, its
        home pod. Deleted tenants are not listed.
        """
        response = _list_tenants.sync_detailed(
            client=self._client,
            account_id=account_id,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("Tenants", response.parsed)

    def create_tenant(
        self,
        *,
        body: NewTenant,
        account_id: str | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> Tenant:
        """Create a tenant.

        Creates a pod without a key: `POST /admin/tenants/{id}/keys` creates one. `TENANT_LIMIT` limits the tenants of an account, without its
        default tenant; disabled and deleted ones count until they are erased. The limit does not bind the operator, and `Idempotency-Key` is
        ignored for the operator.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_tenant.sync_detailed(
            client=self._client,
            body=body,
            account_id=account_id,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Tenant", response.parsed)

    def get_tenant(
        self,
        id: str,
    ) -> Tenant:
        """Read a tenant.

        Returns a tenant that is not deleted. The id of the pod or of the environment names it, too.
        """
        response = _get_tenant.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("Tenant", response.parsed)

    def delete_tenant(
        self,
        id: str,
        *,
        purge: bool | Unset = UNSET,
    ) -> DeletedTenant:
        """Delete a tenant.

        The tenant's keys stop working before this call returns, its sockets are closed, and it refuses mail. Operations of tenants and
        environments no longer find it; `/v1/pods` shows it as suspended. Its data and its slug stay, and
        `POST /admin/tenants/{id}/restore` brings it back. The request can be repeated.

        With `?purge=true` the tenant and all its data are erased permanently. If that is interrupted, send the request again.
        """
        response = _delete_tenant.sync_detailed(
            client=self._client,
            id=id,
            purge=purge,
        )
        # Errors are raised before.
        return cast("DeletedTenant", response.parsed)

    def update_tenant(
        self,
        id: str,
        *,
        body: TenantChanges | Unset = UNSET,
    ) -> UpdatedTenant:
        """Update a tenant.

        The changes apply before this call returns. `disabled` suspends the tenant: its keys stop working, its sockets are closed, and it refuses
        mail; its data stays. If one ceiling is given, all three are replaced: those that are not given become empty, and `warning` names them. The
        slug cannot be changed, and the default tenant cannot be disabled.
        """
        response = _update_tenant.sync_detailed(
            client=self._client,
            id=id,
            body=body,
        )
        # Errors are raised before.
        return cast("UpdatedTenant", response.parsed)

    def get_ceiling(
        self,
        id: str,
    ) -> TenantCeiling:
        """Read the ceilings of a tenant.

        Returns the most that agents of the tenant may use. An empty list does not restrict.
        """
        response = _get_ceiling.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("TenantCeiling", response.parsed)

    def set_ceiling(
        self,
        id: str,
        *,
        body: NewCeiling | Unset = UNSET,
    ) -> TenantCeiling:
        """Set the ceilings of a tenant.

        Replaces all three lists. Those that are not given become empty, and `warning` names them; one is given at least.
        """
        response = _set_ceiling.sync_detailed(
            client=self._client,
            id=id,
            body=body,
        )
        # Errors are raised before.
        return cast("TenantCeiling", response.parsed)

    def remove_ceiling(
        self,
        id: str,
    ) -> TenantCeiling:
        """Remove the ceilings of a tenant.

        Empties all three lists: the tenant no longer restricts its agents.
        """
        response = _remove_ceiling.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("TenantCeiling", response.parsed)

    def create_tenant_key(
        self,
        id: str,
        *,
        body: NewPodKey | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> CreatedPodKey:
        """Create a key for a tenant.

        Does the same as `POST /v1/pods/{pod_id}/keys`, for the operator's own tenants too: without a label, the new key replaces all keys of the tenant,
        which stop working before this call returns. The key is shown only in this reply. The default tenant has the account's key.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_tenant_key.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("CreatedPodKey", response.parsed)

    def restore_tenant(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> Tenant:
        """Restore a tenant.

        Brings a deleted tenant back. If it was disabled before, it still is; otherwise its keys work again, except those that were revoked in the
        meantime. A tenant that is not deleted stays as it is.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _restore_tenant.sync_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Tenant", response.parsed)

    def check_ceiling(
        self,
        *,
        body: CheckCeiling | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> CheckedCeiling:
        """Check what agents may use.

        Says which tools, models and skills the agents of this pod may use now, and which bound refuses each of the others. A name may be used if
        the ceilings of the tenant and of the account allow it; a viewer may use nothing. An empty list of a ceiling does not restrict. But if two lists have no name in
        common, nothing may be used. A changed ceiling applies at once: check again before each use, or when a run begins. Changes nothing.
        """
        response = _check_ceiling.sync_detailed(
            client=self._client,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CheckedCeiling", response.parsed)

    def list_domains(
        self,
        *,
        environment_id: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentDomains:
        """List domains.

        Lists the domains of one environment, the oldest first, with the results of the last look-up of their records. The default environment
        includes the domains that were added with `POST /v1/stack`.
        """
        response = _list_domains.sync_detailed(
            client=self._client,
            environment_id=environment_id,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentDomains", response.parsed)

    def create_domain(
        self,
        *,
        body: NewEnvironmentDomain,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentDomain:
        """Add a domain to an environment.

        Returns the DNS records to set. The domain is yours as soon as `POST /api/v1/domains/{id}/verify` finds the ownership record. Then only
        this environment can claim addresses at it. The environment is that of the key, of the header `X-Environment`, or of
        `environment_id`; two that differ are refused.

        Adding a domain again returns it unchanged, with 200, also one that was added with `POST /v1/stack`, if it belongs to this environment.
        An account has at most 1 domain in the free tier and 10 in the paid tier, in all environments together.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_domain.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentDomain", response.parsed)

    def get_domain(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentDomain:
        """Read a domain.

        Returns a domain with the results of the last look-up of its records. Without `X-Environment`, the account's key and persons can read
        the domains of all environments; a pod's key, those of its pod.
        """
        response = _get_domain.sync_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentDomain", response.parsed)

    def delete_domain(
        self,
        id: str,
        *,
        release_addresses: bool | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> DeletedEnvironmentDomain:
        """Delete a domain.

        Removes the domain from the account. While addresses exist at the domain, the request is refused, unless `release_addresses=true`
        releases them: then mail to them is refused, no mail can be sent from them, and received mail stays readable.
        """
        response = _delete_domain.sync_detailed(
            client=self._client,
            id=id,
            release_addresses=release_addresses,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedEnvironmentDomain", response.parsed)

    def verify_domain(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentDomain:
        """Verify a domain.

        Looks up all records and returns the results, as `POST /v1/stack/{id}/verify` does. If the ownership record is found, the domain is
        yours. Leave the record in place: it is checked daily.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _verify_domain.sync_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentDomain", response.parsed)

    def list_environments(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> Environments:
        """List environments.

        Lists the environments of the account. Every account has a default environment, its home pod. Deleted environments are not listed.
        Members and viewers see those that they are assigned to.
        """
        response = _list_environments.sync_detailed(
            client=self._client,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("Environments", response.parsed)

    def create_environment(
        self,
        *,
        body: NewEnvironment,
        idempotency_key: str | Unset = UNSET,
    ) -> Environment:
        """Create an environment.

        Creates a pod without a key: `POST /v1/pods/{pod_id}/keys` creates one. `TENANT_LIMIT` limits the environments of an account, without its
        default environment; suspended and deleted ones count until they are erased.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_environment.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Environment", response.parsed)

    def get_environment(
        self,
        id: str,
    ) -> Environment:
        """Read an environment.

        Returns an environment that is not deleted. The id of the pod or of the tenant names it, too.
        """
        response = _get_environment.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("Environment", response.parsed)

    def delete_environment(
        self,
        id: str,
        *,
        purge: bool | Unset = UNSET,
    ) -> DeletedEnvironment:
        """Delete an environment.

        The environment's keys stop working before this call returns, its sockets are closed, and it refuses mail. Operations of environments
        and tenants no longer find it; `/v1/pods` shows it as suspended. Its data and its slug stay, and
        `POST /api/v1/environments/{id}/restore` brings it back. The request can be repeated.

        With `?purge=true` the environment and all its data are erased permanently. If that is interrupted, send the request again.
        """
        response = _delete_environment.sync_detailed(
            client=self._client,
            id=id,
            purge=purge,
        )
        # Errors are raised before.
        return cast("DeletedEnvironment", response.parsed)

    def update_environment(
        self,
        id: str,
        *,
        body: EnvironmentChanges | Unset = UNSET,
    ) -> Environment:
        """Update an environment.

        Changes the name and the metadata. The slug cannot be changed.
        """
        response = _update_environment.sync_detailed(
            client=self._client,
            id=id,
            body=body,
        )
        # Errors are raised before.
        return cast("Environment", response.parsed)

    def reassign_environment(
        self,
        id: str,
        *,
        body: Reassignment,
        idempotency_key: str | Unset = UNSET,
    ) -> Job:
        """Reassign the inboxes of a deleted environment.

        Moves all inboxes of a deleted environment with their mail, rules and domains into another environment of the account, in the background;
        `GET /api/v1/jobs/{id}` says how far that is. Until all received mail has been copied, the inboxes belong to the deleted environment and
        refuse mail; then they belong to the other one and accept mail. What does not move stays in the deleted environment. `docs/ENVIRONMENTS.md`
        lists what moves.

        While the job runs, the environment cannot be restored, and neither of the two can be erased. A job that fails changes nothing; a new
        one can be started. The same request while the job runs returns that job.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _reassign_environment.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Job", response.parsed)

    def restore_environment(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> Environment:
        """Restore an environment.

        Brings a deleted environment back with the status that it had: if that was `active`, its keys work again, except those that were revoked
        in the meantime. An environment that is not deleted stays as it is.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _restore_environment.sync_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Environment", response.parsed)

    def get_job(
        self,
        id: str,
    ) -> Job:
        """Read a job.

        Returns a job of the account. The latest 100 finished jobs are kept.
        """
        response = _get_job.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("Job", response.parsed)

    def list_environment_members(
        self,
        id: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> EnvironmentMembers:
        """List the members of an environment.

        Lists the people who are assigned to the environment, the oldest assignment first.
        """
        response = _list_environment_members.sync_detailed(
            client=self._client,
            id=id,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("EnvironmentMembers", response.parsed)

    def add_environment_member(
        self,
        id: str,
        *,
        body: NewEnvironmentMember,
        idempotency_key: str | Unset = UNSET,
    ) -> EnvironmentMember:
        """Assign a member to an environment.

        The person can act there with the next request: send the session and `X-Environment`. Assigning again changes nothing. Owners and
        admins reach all environments without it.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _add_environment_member.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("EnvironmentMember", response.parsed)

    def remove_environment_member(
        self,
        id: str,
        member_id: str,
    ) -> RemovedEnvironmentMember:
        """Remove a member from an environment.

        The person can no longer act there, and the person's sockets there are closed, before this call returns. The person stays a member of the
        account.
        """
        response = _remove_environment_member.sync_detailed(
            client=self._client,
            id=id,
            member_id=member_id,
        )
        # Errors are raised before.
        return cast("RemovedEnvironmentMember", response.parsed)

    def list_invitations(
        self,
    ) -> Invitations:
        """List open invitations.

        Lists invitations that are neither accepted nor expired, oldest first.
        """
        response = _list_invitations.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Invitations", response.parsed)

    def create_invitation(
        self,
        *,
        body: NewMember,
        idempotency_key: str | Unset = UNSET,
    ) -> AccountInvitation:
        """Invite a person.

        Sends an email with a link to a page with a button. The person who presses it becomes a member, and is signed in. The link works
        once, for 7 days (of an owner or an admin: 24 hours), as long as the key or the person that sent it may still do so. A second
        invitation to the same address replaces the first.

        An account can have 100 open invitations and 1,000 people. It can send 100 invitations a day, 10 a day before one of its owners has
        signed in, and 5 a day to one address; all accounts together can send 20 a day to one address. Each counts as one email of the
        account's allowance. Above a limit, the reply is 429.

        Owners are invited only by owners and by the account's key. With `require_second_principal`, only a signed-in person invites owners
        and admins. An address of the account itself is nobody's: keys that read its mail could accept the invitation.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_invitation.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("AccountInvitation", response.parsed)

    def revoke_invitation(
        self,
        id: str,
    ) -> RevokedInvitation:
        """Revoke an invitation.

        Its link stops working before this call returns. Needs what inviting the person needs.
        """
        response = _revoke_invitation.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("RevokedInvitation", response.parsed)

    def list_members(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> Members:
        """List members.

        Lists the people of the account, oldest first. The owner of the account's recovery email is one of them.
        """
        response = _list_members.sync_detailed(
            client=self._client,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("Members", response.parsed)

    def create_member(
        self,
        *,
        body: NewMember,
        idempotency_key: str | Unset = UNSET,
    ) -> AccountInvitation:
        """Invite a member.

        The same as `POST /v1/invitations`: the person becomes a member by accepting the invitation.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_member.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("AccountInvitation", response.parsed)

    def leave_account(
        self,
    ) -> RemovedMember:
        """Leave the account.

        Removes the signed-in person from the account. The person's sessions and sockets end before this call returns.
        """
        response = _leave_account.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("RemovedMember", response.parsed)

    def remove_member(
        self,
        id: str,
    ) -> RemovedMember:
        """Remove a member.

        The person's sessions and sockets end before this call returns, and invitations that the person sent no longer work. Keys that the
        person made stay. Owners are removed only by owners and by the account's key. With `require_second_principal`, only a signed-in
        person removes an owner or an admin.
        """
        response = _remove_member.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("RemovedMember", response.parsed)

    def update_member(
        self,
        id: str,
        *,
        body: MemberChanges | Unset = UNSET,
    ) -> Member:
        """Update a member.

        The change has effect before this call returns, also on open sockets. Owners are changed, and made, only by owners and by the account's
        key. With `require_second_principal`, only a signed-in person changes who is an owner or an admin. The last owner who can sign in
        stays an owner.
        """
        response = _update_member.sync_detailed(
            client=self._client,
            id=id,
            body=body,
        )
        # Errors are raised before.
        return cast("Member", response.parsed)

    def list_agent_types(
        self,
        org: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> RunAgentTypes:
        """List the types of agents.

        Lists the types of agents that this version knows, and those that the configurations of the environment's runners add. A type that no
        runner can start has no `runners`.
        """
        response = _list_agent_types.sync_detailed(
            client=self._client,
            org=org,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RunAgentTypes", response.parsed)

    def list_run_api_keys(
        self,
        org: str,
    ) -> RunApiKeys:
        """List the API keys for runs.

        Returns the keys of all environments of the account that work, without their secrets.
        """
        response = _list_run_api_keys.sync_detailed(
            client=self._client,
            org=org,
        )
        # Errors are raised before.
        return cast("RunApiKeys", response.parsed)

    def create_run_api_key(
        self,
        org: str,
        *,
        body: NewRunApiKey,
        idempotency_key: str | Unset = UNSET,
    ) -> CreatedRunApiKey:
        """Create an API key for runs.

        A program manages runs with it, at `/api/v1/ext/orgs/{org}/pods`. It starts agents on your runners: give it to programs that you trust.
        The key is shown only in this reply. An environment can have 100.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_run_api_key.sync_detailed(
            client=self._client,
            org=org,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("CreatedRunApiKey", response.parsed)

    def delete_run_api_key(
        self,
        org: str,
        id: str,
    ) -> DeletedRunApiKey:
        """Delete an API key for runs.

        The key stops working before this call returns, and so do the keys of the runs that were created with it.
        """
        response = _delete_run_api_key.sync_detailed(
            client=self._client,
            org=org,
            id=id,
        )
        # Errors are raised before.
        return cast("DeletedRunApiKey", response.parsed)

    def list_runs(
        self,
        org: str,
        *,
        status: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> RunList:
        """List runs.

        Lists the runs of the key's environment, the newest first. Runs stay in the list for 90 days after their end.
        """
        response = _list_runs.sync_detailed(
            client=self._client,
            org=org,
            status=status,
            limit=limit,
            offset=offset,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RunList", response.parsed)

    def create_run(
        self,
        org: str,
        *,
        body: NewRun,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> OneRun:
        """Create a run.

        Starts an agent on a runner. The reply comes at once, with the status `creating`; the run is `running` when its runner has started it.
        If the runner is away, the run waits for it for 10 minutes and then fails with `runner_offline`. The run gets a key of its own for this
        API (`WARREN_API_KEY`) that ends with it. A run also ends when the key that created it is revoked.

        Unknown fields are refused. An environment can have 1,000 runs that have not ended.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_run.sync_detailed(
            client=self._client,
            org=org,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("OneRun", response.parsed)

    def get_run(
        self,
        org: str,
        key: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> OneRun:
        """Get a run.

        For a run with `max_spend_usdc`, the reply also says what it has spent and holds.
        """
        response = _get_run.sync_detailed(
            client=self._client,
            org=org,
            key=key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("OneRun", response.parsed)

    def list_run_files(
        self,
        org: str,
        key: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> RunFiles:
        """List the files of a run.

        Lists what the run added, changed and deleted: in a worktree compared with its beginning, in a temporary directory everything. Files
        arrive when the run ends, at most 200 and 100 MiB, and are stored for 30 days.
        """
        response = _list_run_files.sync_detailed(
            client=self._client,
            org=org,
            key=key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RunFiles", response.parsed)

    def get_run_file(
        self,
        org: str,
        key: str,
        id: int,
        *,
        x_environment: str | Unset = UNSET,
    ) -> File:
        """Download a file of a run.

        Returns the file as the run left it. The response headers make browsers save it, not show it.
        """
        response = _get_run_file.sync_detailed(
            client=self._client,
            org=org,
            key=key,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("File", response.parsed)

    def send_run_input(
        self,
        org: str,
        key: str,
        *,
        body: RunInput,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> TakenInput:
        """Type into a run's terminal.

        The runner writes the text to the terminal, in the order of the requests. If the runner is away or the run has not started yet, it
        does so later. At most 1 MiB waits.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _send_run_input.sync_detailed(
            client=self._client,
            org=org,
            key=key,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("TakenInput", response.parsed)

    def get_run_output(
        self,
        org: str,
        key: str,
        *,
        since: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> RunOutput:
        """Read the output of a run.

        Returns what the agent's terminal showed, from the byte `since` on. A page ends between two characters. While the run goes on, ask
        again with `next`. At most 64 MiB of a run are stored, for 30 days after its end.
        """
        response = _get_run_output.sync_detailed(
            client=self._client,
            org=org,
            key=key,
            since=since,
            limit=limit,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RunOutput", response.parsed)

    def send_run_prompt(
        self,
        org: str,
        key: str,
        *,
        body: RunPrompt,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> TakenInput:
        """Give a run a further task.

        Types the task into the agent's terminal, and then Enter. A task of several lines is typed as terminals paste it (bracketed paste), so
        that agents take it as one.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _send_run_prompt.sync_detailed(
            client=self._client,
            org=org,
            key=key,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("TakenInput", response.parsed)

    def terminate_run(
        self,
        org: str,
        key: str,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> TerminatedRun:
        """Terminate a run.

        The agent gets the signal TERM, and 10 seconds later it and everything it has started are killed. The run is `terminating` until its
        last output is stored, then `terminated`. Its key stops working at once. A run that has ended does not change.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _terminate_run.sync_detailed(
            client=self._client,
            org=org,
            key=key,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("TerminatedRun", response.parsed)

    def list_repositories(
        self,
        org: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Repositories:
        """List repositories."""
        response = _list_repositories.sync_detailed(
            client=self._client,
            org=org,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Repositories", response.parsed)

    def create_repository(
        self,
        org: str,
        *,
        body: NewRepository,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> OneRepository:
        """Add a repository.

        Gives a repository an id, so that runs can work in it. A runner works in it only if its own configuration has a repository of the same
        name; credentials for git stay there. An environment can have 1,000.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_repository.sync_detailed(
            client=self._client,
            org=org,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("OneRepository", response.parsed)

    def delete_repository(
        self,
        org: str,
        id: int,
        *,
        x_environment: str | Unset = UNSET,
    ) -> DeletedRepository:
        """Delete a repository.

        Runs cannot name it any more. Runs that were created with it go on.
        """
        response = _delete_repository.sync_detailed(
            client=self._client,
            org=org,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedRepository", response.parsed)

    def list_runners(
        self,
        org: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Runners:
        """List runners.

        Lists the runners of the key's environment, the oldest first: at most 100.
        """
        response = _list_runners.sync_detailed(
            client=self._client,
            org=org,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Runners", response.parsed)

    def create_runner_token(
        self,
        org: str,
        *,
        body: NewRunnerToken | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> RunnerToken:
        """Create a token for a runner.

        A runner registers with it once: `warren-runner --server URL --token TOKEN`. An environment can have 100 tokens that were not used.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_runner_token.sync_detailed(
            client=self._client,
            org=org,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RunnerToken", response.parsed)

    def delete_runner(
        self,
        org: str,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> RemovedRunner:
        """Remove a runner.

        Its key stops working and its connection is closed before this call returns. Its runs that have not ended are `lost`; the runner ends
        them when it hears that its key does not work.
        """
        response = _delete_runner.sync_detailed(
            client=self._client,
            org=org,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RemovedRunner", response.parsed)

    def register_runner(
        self,
        *,
        body: NewRunner,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> RegisteredRunner:
        """Register a runner.

        The runner sends its token as the bearer, and gets a key of its own. A token can be used once; the same request with the same
        `Idempotency-Key` gets the same reply for 10 minutes.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _register_runner.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RegisteredRunner", response.parsed)

    def list_api_inboxes(
        self,
        *,
        environment_id: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentInboxes:
        """List inboxes.

        Lists the inboxes of one environment, the oldest first. These are all its addresses, also those that were claimed with
        `POST /v1/email/claim`. A key that is restricted to some addresses sees these only.
        """
        response = _list_api_inboxes.sync_detailed(
            client=self._client,
            environment_id=environment_id,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentInboxes", response.parsed)

    def create_api_inbox(
        self,
        *,
        body: NewEnvironmentInbox | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentInbox:
        """Create an inbox.

        Claims an address for an environment. The environment is that of the key, of the header `X-Environment`, or of `environment_id`; two
        that differ are refused. The account's key and persons can name any environment of the account. An account can have 10 addresses
        (free) or 100 (paid). Reserved names and domains are those of `POST /v1/email/claim`.

        With a `client_id` that an inbox of the environment has, the reply is that inbox, with 200.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_api_inbox.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentInbox", response.parsed)

    def get_api_inbox(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentInbox:
        """Read an inbox.

        Without `X-Environment`, the account's key and persons can read every inbox of the account; a pod's key, those of its pod.
        """
        response = _get_api_inbox.sync_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentInbox", response.parsed)

    def delete_api_inbox(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> DeletedEnvironmentInbox:
        """Delete an inbox.

        Deletes the inbox with its mail, rules and webhooks permanently; queued mail is not sent any more. Mail to the address is refused from
        the beginning. If the request is interrupted, the deletion is finished within some minutes; the request can be repeated. The account can claim the address again immediately and finds it empty,
        other accounts after 90 days. A key that is restricted to addresses cannot delete inboxes.
        """
        response = _delete_api_inbox.sync_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedEnvironmentInbox", response.parsed)

    def update_api_inbox(
        self,
        id: str,
        *,
        body: EnvironmentInboxPatch | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentInbox:
        """Change an inbox.

        Changes the display name, which applies to mail that is sent afterwards.
        """
        response = _update_api_inbox.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentInbox", response.parsed)

    def list_api_drafts(
        self,
        id: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> InboxDrafts:
        """List the drafts of an inbox.

        Lists messages from this inbox that are held until the account releases or rejects them.
        """
        response = _list_api_drafts.sync_detailed(
            client=self._client,
            id=id,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("InboxDrafts", response.parsed)

    def create_api_draft(
        self,
        id: str,
        *,
        body: NewMailOrBody,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentMail:
        """Create a draft.

        Stores a message from this inbox that is held until the account releases it: `POST /v1/pods/{pod_id}/drafts/{id}/release`. The fields
        are those of `POST /v1/email/send`, without `from`.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_api_draft.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentMail", response.parsed)

    def list_api_messages(
        self,
        id: str,
        *,
        unread: bool | Unset = UNSET,
        thread_id: str | Unset = UNSET,
        from_: str | Unset = UNSET,
        blocked: bool | Unset = UNSET,
        label: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Messages:
        """List the messages of an inbox.

        Lists messages, newest first, each with the beginning of its text. Mail that a rule filed is listed with `?blocked=true` only. The
        mail of an environment is read with its own keys; the account's key reads that of the default environment.
        """
        response = _list_api_messages.sync_detailed(
            client=self._client,
            id=id,
            unread=unread,
            thread_id=thread_id,
            from_=from_,
            blocked=blocked,
            label=label,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Messages", response.parsed)

    def get_api_message(
        self,
        id: str,
        message_id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> EmailMessageFull:
        """Read a message of an inbox.

        Returns the message and marks it as read, as `GET /v1/email/messages/{id}` does.
        """
        response = _get_api_message.sync_detailed(
            client=self._client,
            id=id,
            message_id=message_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EmailMessageFull", response.parsed)

    def reply_to_api_message(
        self,
        id: str,
        message_id: str,
        *,
        body: NewMailOrBody,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentMail:
        """Reply to a message of an inbox.

        As `POST /v1/email/messages/{id}/reply`: `to`, `subject` and `in_reply_to` have defaults.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _reply_to_api_message.sync_detailed(
            client=self._client,
            id=id,
            message_id=message_id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentMail", response.parsed)

    def send_api_message(
        self,
        id: str,
        *,
        body: NewMailOrBody,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentMail:
        """Send from an inbox.

        As `POST /v1/email/send`, with the sender in the path. The name of the sender is the inbox's `display_name`, unless `from` has another
        name.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _send_api_message.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentMail", response.parsed)

    def list_api_threads(
        self,
        id: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Threads:
        """List the conversations of an inbox.

        Lists conversations, those with the latest messages first, and counts the messages in this inbox only.
        """
        response = _list_api_threads.sync_detailed(
            client=self._client,
            id=id,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Threads", response.parsed)

    def get_api_thread(
        self,
        id: str,
        thread_id: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> FullThread:
        """Read a conversation of an inbox.

        Returns its received and sent messages in this inbox without their full texts, the oldest first. No message is marked as read.
        """
        response = _get_api_thread.sync_detailed(
            client=self._client,
            id=id,
            thread_id=thread_id,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("FullThread", response.parsed)

    def get_badge(
        self,
        agent: str,
        *,
        style: str | Unset = UNSET,
    ) -> str:
        """Get an agent's badge.

        Returns the trust score as an SVG picture. Needs no key. Caches may store it for five minutes.
        """
        response = _get_badge.sync_detailed(
            client=self._client,
            agent=agent,
            style=style,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    def get_badge_score(
        self,
        agent: str,
        *,
        format_: str | Unset = UNSET,
    ) -> Badge | PublicScore:
        """Read a public trust score.

        Returns the score from 0 to 100 with its parts. docs/TRUST.md has the formula and defines `atfLevel`, `confidence` and `trend`.
        `?format=shields` returns the format of shields.io. Caches may store it for five minutes.
        """
        response = _get_badge_score.sync_detailed(
            client=self._client,
            agent=agent,
            format_=format_,
        )
        # Errors are raised before.
        return cast("Badge | PublicScore", response.parsed)

    def report_events(
        self,
        *,
        body: EventBatch | list[BehaviourEvent],
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> ReportedEvents:
        """Report agent events.

        Accepts an array of events, or an object with the array in `events`: at most 100 in a request and 1,000 a day for an account. The
        events count towards the account's trust score on the day of the report, with a low weight because nobody else can confirm them.
        `errors` lists rejected events; the others are recorded. An `event_id` that was reported within the last week counts as a duplicate.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _report_events.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("ReportedEvents", response.parsed)

    def get_trust_score(
        self,
        *,
        agent_id: str,
    ) -> TrustScore:
        """Read or buy a trust score.

        Returns a score from 0 to 1000, computed from what the account did in the last 90 days. docs/TRUST.md has the formula.

        Free with any key. Without a key it costs 0.01 USDC, if the deployment accepts payments (x402): the first reply is 402 with `accepts`
        and the header `PAYMENT-REQUIRED`; the payment is sent in `X-PAYMENT` or `PAYMENT-SIGNATURE`. The same payment returns the same
        score again.
        """
        response = _get_trust_score.sync_detailed(
            client=self._client,
            agent_id=agent_id,
        )
        # Errors are raised before.
        return cast("TrustScore", response.parsed)

    def get_trust(
        self,
        agent_id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> TrustScore:
        """Read a trust score.

        Returns the same score as `GET /v1/trust/score`. Needs a key.
        """
        response = _get_trust.sync_detailed(
            client=self._client,
            agent_id=agent_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("TrustScore", response.parsed)

    def list_scim_groups(
        self,
        *,
        filter_: str | Unset = UNSET,
        sort_by: str | Unset = UNSET,
        sort_order: str | Unset = UNSET,
        start_index: int | Unset = UNSET,
        count: int | Unset = UNSET,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimList:
        """List groups.

        Lists the environments of the account, the default one included. A filter compares `id`, `displayName`, `externalId` and `members`.
        With `X-Tenant-Slug`, only that tenant is listed. A page ends before `count` groups when they have 10,000 members together;
        `excludedAttributes=members` lists large groups at once.
        """
        response = _list_scim_groups.sync_detailed(
            client=self._client,
            filter_=filter_,
            sort_by=sort_by,
            sort_order=sort_order,
            start_index=start_index,
            count=count,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimList", response.parsed)

    def create_scim_group(
        self,
        *,
        body: ScimGroup,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimGroup:
        """Create a group.

        Creates an environment of that name and assigns the members to it. If an environment of that name was a group before and the group was
        deleted, it is a group again. Counts against the account's environments.
        """
        response = _create_scim_group.sync_detailed(
            client=self._client,
            body=body,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimGroup", response.parsed)

    def get_scim_group(
        self,
        id: str,
        *,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimGroup:
        """Read a group.

        Returns an environment and the members who are assigned to it.
        """
        response = _get_scim_group.sync_detailed(
            client=self._client,
            id=id,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimGroup", response.parsed)

    def replace_scim_group(
        self,
        id: str,
        *,
        body: ScimGroup,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimGroup:
        """Replace a group.

        Replaces the name, the external id and the members. Whoever is no longer a member has no access to the environment before this call
        returns. With `If-Match`, nothing is changed if the group has another version.
        """
        response = _replace_scim_group.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimGroup", response.parsed)

    def delete_scim_group(
        self,
        id: str,
    ) -> Any:
        """Delete a group.

        Removes all assignments to the environment before this call returns. The environment and its data stay; it is no group until one of
        its name is created.
        """
        response = _delete_scim_group.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    def update_scim_group(
        self,
        id: str,
        *,
        body: ScimPatch,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> Any | ScimGroup:
        """Change a group.

        Changes the name and the external id, and adds, removes and replaces members (RFC 7644, 3.5.2), at most 100 operations, of which the later prevail. Members are
        removed by `members[value eq "…"]`, or by the path `members` with a list in `value`. Returns no body, unless the query names
        attributes: a group can have many members.
        """
        response = _update_scim_group.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("Any | ScimGroup", response.parsed)

    def list_scim_resource_types(
        self,
    ) -> ScimList:
        """List the types of resources.

        There are two: `User` and `Group` (RFC 7643, 6).
        """
        response = _list_scim_resource_types.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("ScimList", response.parsed)

    def get_scim_resource_type(
        self,
        id: str,
    ) -> ScimResourceType:
        """Get a resource type.

        Returns the endpoint of a type and its schemas (RFC 7643, 6).
        """
        response = _get_scim_resource_type.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("ScimResourceType", response.parsed)

    def list_scim_schemas(
        self,
    ) -> ScimList:
        """List the schemas.

        Returns the attributes of users and groups (RFC 7643, 7).
        """
        response = _list_scim_schemas.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("ScimList", response.parsed)

    def get_scim_schema(
        self,
        id: str,
    ) -> ScimSchema:
        """Read a schema.

        Returns the attributes of a schema (RFC 7643, 7).
        """
        response = _get_scim_schema.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("ScimSchema", response.parsed)

    def get_scim_service_provider_config(
        self,
    ) -> ScimServiceProviderConfig:
        """Read what the deployment supports.

        Returns the parts of SCIM that are supported (RFC 7643, 5): `PATCH`, filters, sorting and versions; no bulk operations.
        """
        response = _get_scim_service_provider_config.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("ScimServiceProviderConfig", response.parsed)

    def list_scim_users(
        self,
        *,
        filter_: str | Unset = UNSET,
        sort_by: str | Unset = UNSET,
        sort_order: str | Unset = UNSET,
        start_index: int | Unset = UNSET,
        count: int | Unset = UNSET,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimList:
        """List users.

        Lists the people of the account, with those who cannot sign in. Each is shown with at most 1,000 groups, and a page ends before `count`
        users when they have 10,000 groups together. A filter compares `id`, `userName`, `externalId`, `displayName`,
        `active` and `emails`. With `X-Tenant-Slug`, only those who are assigned to that tenant are listed.
        """
        response = _list_scim_users.sync_detailed(
            client=self._client,
            filter_=filter_,
            sort_by=sort_by,
            sort_order=sort_order,
            start_index=start_index,
            count=count,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimList", response.parsed)

    def create_scim_user(
        self,
        *,
        body: ScimUser,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimUser:
        """Create a user.

        Adds a person to the account, with the role `member`. The person can sign in with a link that is sent to the primary email address,
        unless `active` is false. `roles` and `password` are ignored. With `X-Tenant-Slug`, the person is also assigned to that tenant.
        An account can have 1,000 people.
        """
        response = _create_scim_user.sync_detailed(
            client=self._client,
            body=body,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimUser", response.parsed)

    def get_scim_user(
        self,
        id: str,
        *,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimUser:
        """Read a user.

        Returns a person of the account.
        """
        response = _get_scim_user.sync_detailed(
            client=self._client,
            id=id,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimUser", response.parsed)

    def replace_scim_user(
        self,
        id: str,
        *,
        body: ScimUser,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimUser:
        """Replace a user.

        Replaces all attributes that SCIM can change; those that the body does not have are removed, except `active`, which stays. A person who
        can no longer sign in, or gets another email address, is signed out everywhere before this call returns. The last owner who can sign
        in stays one. The email address of an owner or admin cannot be changed. With `If-Match`, nothing is changed if the user has another
        version.
        """
        response = _replace_scim_user.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimUser", response.parsed)

    def delete_scim_user(
        self,
        id: str,
    ) -> Any:
        """Delete a user.

        Removes the person from the account and signs the person out everywhere before this call returns. The last owner who can sign in
        cannot be removed. With `X-Tenant-Slug`, the person is only taken off that tenant.
        """
        response = _delete_scim_user.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    def update_scim_user(
        self,
        id: str,
        *,
        body: ScimPatch,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimUser:
        """Change a user.

        Adds, replaces and removes attributes (RFC 7644, 3.5.2), at most 100 operations. `op` is read in any case, operations without `path`
        name the attributes in `value`, and booleans can be text. All operations are done, or none. `"active": false` signs the person out
        everywhere before this call returns. The last owner who can sign in stays one. The email address of an owner or admin cannot be changed.
        """
        response = _update_scim_user.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimUser", response.parsed)

    def list_scim_tokens(
        self,
    ) -> ScimTokens:
        """List SCIM tokens.

        Returns the account's tokens without their secrets.
        """
        response = _list_scim_tokens.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("ScimTokens", response.parsed)

    def create_scim_token(
        self,
        *,
        body: NewScimToken | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> CreatedScimToken:
        """Create a SCIM token.

        An identity provider manages the people of the account and their environments with it, at `/scim/v2`. It gives access to nothing else.
        Only the account's key and owners create one; an account can have 10. The token is shown only in this reply. A token that an owner
        made ends when that person is no longer an owner who can sign in; one that the account's key made stays.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_scim_token.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("CreatedScimToken", response.parsed)

    def revoke_scim_token(
        self,
        id: str,
    ) -> RevokedScimToken:
        """Revoke a SCIM token.

        The token stops working before this call returns. The people and environments that it made stay.
        """
        response = _revoke_scim_token.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("RevokedScimToken", response.parsed)

    def get_account(
        self,
    ) -> Account:
        """Read the account.

        Returns the account of the key or session. Members and viewers see neither its emails nor its key.
        """
        response = _get_account.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Account", response.parsed)

    def set_operator_email(
        self,
        *,
        body: NewAccountEmail,
        idempotency_key: str | Unset = UNSET,
    ) -> OperatorEmail:
        """Set the operator email.

        Sets the address that receives requests for approvals and credentials. A link that confirms the address is sent to it; it works once,
        within 24 hours. No other email is sent before the address is confirmed. The account's recovery email needs no link once a person
        has signed in with it. To get another link, set the same address again: at most 5 links a day for an address and 10 for an account;
        above that the address is set without an email.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _set_operator_email.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("OperatorEmail", response.parsed)

    def set_recovery_email(
        self,
        *,
        body: NewAccountEmail,
        idempotency_key: str | Unset = UNSET,
    ) -> RecoveryEmail:
        """Set the recovery email.

        Sets the address of the account's first owner, who can sign in with it. If the caller is the owner of the present one, the owner gets
        the new address. Otherwise the owner of the present one is removed, and the reader of the new one becomes an owner. If the address
        changes, links and invitations that were sent and all sessions except the caller's stop working before this call returns. The account
        counts as verified again once a person has signed in with the new address. An address of the account itself is refused: keys that read
        its mail could sign in.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _set_recovery_email.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("RecoveryEmail", response.parsed)

    def set_account_slug(
        self,
        *,
        body: NewAccountSlug,
    ) -> AccountSlug:
        """Set the account's slug.

        The slug names the account in paths such as `/api/v1/ext/orgs/{org}/pods`, beside its id. It is unique in the
        deployment and set once. Paths with the slug work at once in the default environment, and within a minute in others.
        """
        response = _set_account_slug.sync_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("AccountSlug", response.parsed)

    def get_me(
        self,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Me:
        """Find out who you are.

        Returns the account, the pod and the permissions of the credential. Every key, session and OAuth access token can call this, whatever its
        permissions are. People name another pod than the home pod with `X-Environment`; without `mail:read` there, `addresses` is empty.
        """
        response = _get_me.sync_detailed(
            client=self._client,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Me", response.parsed)

    def list_approvals(
        self,
        *,
        status: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Approvals:
        """List approvals.

        A pod's key lists the approvals that the pod requested. The account lists those of all its pods.
        """
        response = _list_approvals.sync_detailed(
            client=self._client,
            status=status,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Approvals", response.parsed)

    def get_approval(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> ApprovalRequest:
        """Read an approval.

        A pod's key reads only approvals that the pod requested.
        """
        response = _get_approval.sync_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("ApprovalRequest", response.parsed)

    def approve(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> Resolved:
        """Approve a charge.

        Makes the charge or the hold now, even if it exceeds the caps. It counts against them. Needs the account's key or a session.

        A charge of a run cannot be approved beyond `max_spend_usdc` of the run or of a run above it, or if a ceiling does not allow the run's
        agent any more. It continues to wait.

        With `require_second_principal`, a key cannot approve a charge that it requested itself, or one that was requested before the key
        became active; a signed-in person can.

        Sends `approval.resolved` to the sockets and webhooks of the pod and of the account.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _approve.sync_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Resolved", response.parsed)

    def reject(
        self,
        id: str,
        *,
        body: ApprovalRejection | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> Resolved:
        """Reject a charge.

        Nothing is spent. Needs the account's key or a session. The key that requested the charge may also withdraw it in this way.
        Sends `approval.resolved` as an approval does.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _reject.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Resolved", response.parsed)

    def get_budget(
        self,
        *,
        pod_id: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> BudgetState:
        """Read a budget.

        Returns caps, settings, and what is left. With a pod's key: the pod's budget. With the account's key: the account's, or that of the
        pod in `pod_id`. Days, ISO weeks and months are in UTC. Amounts are in atomic USDC: 1,000,000 are 1.00 USDC.
        """
        response = _get_budget.sync_detailed(
            client=self._client,
            pod_id=pod_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("BudgetState", response.parsed)

    def set_budget(
        self,
        *,
        body: BudgetChanges | Unset = UNSET,
    ) -> UpdatedBudget:
        """Set the account's caps and settings.

        The account's caps limit all of its pods together; `PATCH /v1/pods/{pod_id}` sets the caps of one pod. The daily cap is at most the
        weekly one, and the weekly cap at most the monthly one. Money that is spent already counts against a new cap.

        Needs the account's key, or a session of an owner or an admin. With `require_second_principal`, a key can only lower caps; a signed-in person can raise them and end this
        mode. Unknown fields are always refused.
        """
        response = _set_budget.sync_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("UpdatedBudget", response.parsed)

    def get_budget_history(
        self,
        *,
        limit: int | Unset = UNSET,
        before: str | Unset = UNSET,
        pod_id: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SpendingHistory:
        """Read the ledger.

        Lists what was spent and refunded, newest first. With a pod's key: the pod's entries. With the account's key: those of the account
        and all its pods, or of the pod in `pod_id`. Entries are never changed or removed; a refund is an entry of its own.
        """
        response = _get_budget_history.sync_detailed(
            client=self._client,
            limit=limit,
            before=before,
            pod_id=pod_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SpendingHistory", response.parsed)

    def charge(
        self,
        *,
        body: NewCharge,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> ApprovalRequired | Charge:
        """Spend or hold money.

        Records that you spend an amount, if the caps of the pod and of its account allow it. If a cap would be exceeded, the reply is 402
        and lists the caps in `exceeded`. If the account has set `on_limit` to `approve`, the reply is 202 instead: the charge waits for
        approval until it expires, after a day unless the account has set another time, and the operator gets an email. A charge above
        `single_tx_limit_cents` always waits for approval. The pod's policy can limit categories and payees.

        With `capture: false` the money is held: it counts against the caps until it is captured or released, or until `expires_in` seconds
        have passed. An account has at most 100 open holds and 100 charges that wait for approval; a pod has at most 20 of each.

        A charge with a run's key also counts against `max_spend_usdc` of the run and of the runs above it (`scope` is `run`), which nobody can
        approve to exceed. The run's type of agent, tools and model are checked against the ceilings as they are now.

        With an `Idempotency-Key`, repeated requests move the money only once.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _charge.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("ApprovalRequired | Charge", response.parsed)

    def get_charge(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Charge:
        """Read a charge.

        A pod reads its own charges; the account also reads those of its pods.
        """
        response = _get_charge.sync_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Charge", response.parsed)

    def capture_charge(
        self,
        id: str,
        *,
        body: Capture | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Charge:
        """Capture a hold.

        Spends the amount that is held, or less. It counts in the day, week and month of the capture. No cap can refuse it, because the hold
        has counted since it was made.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _capture_charge.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Charge", response.parsed)

    def refund_charge(
        self,
        id: str,
        *,
        body: NewRefund | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> RefundedCharge:
        """Record a refund.

        Refunds a charge in full or in part and adds an entry to the ledger. Needs the account's key or a session, because an agent that
        refunds its own charges would have no caps. The amount no longer counts in the day, week and month of the charge, so the caps allow
        more only in periods that are not over. With `require_second_principal`, only a signed-in person refunds charges of the account's
        own key.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _refund_charge.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("RefundedCharge", response.parsed)

    def release_charge(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Charge:
        """Release a hold.

        Nothing is spent. The amount no longer counts against any cap.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _release_charge.sync_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Charge", response.parsed)

    def list_audit(
        self,
        *,
        action: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> AuditPage:
        """List the audit log.

        Lists the actions with the pod's keys, and the account's decisions about its held messages, newest first. Entries are never changed,
        nor removed while the pod exists. Reads and incoming mail are not recorded. docs/AUDIT.md lists the actions.
        """
        response = _list_audit.sync_detailed(
            client=self._client,
            action=action,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("AuditPage", response.parsed)

    def verify_audit(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Verified:
        """Verify the audit log.

        Computes the hashes of a part of the log again, oldest entries first, and reports where the chain breaks. For the next part, send
        `next_cursor`. `limit` is the number of entries to verify.
        """
        response = _verify_audit.sync_detailed(
            client=self._client,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Verified", response.parsed)

    def get_billing(
        self,
    ) -> Billing:
        """Read billing.

        Returns the account's tier and how payments work.
        """
        response = _get_billing.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Billing", response.parsed)

    def get_usage(
        self,
        *,
        by: str | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> Usage:
        """Read usage.

        Counts the account and all of its pods. Pods reserve a share of the daily requests in advance. Today's count excludes requests that
        up to 100 pods have reserved but not used; the counts of earlier days and of other pods include them.
        """
        response = _get_usage.sync_detailed(
            client=self._client,
            by=by,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("Usage", response.parsed)

    def list_events(
        self,
        *,
        from_: str | Unset = UNSET,
        to: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Events:
        """List events.

        With `from` or `to`, lists the events that overlap this period, and each occurrence of a repeating event with its own `start`, `end`
        and `recurrence_id`. Without `to`, the occurrences of an endless rule are listed to the year 2200. Without `from` and `to`, lists
        every event once, as created.
        """
        response = _list_events.sync_detailed(
            client=self._client,
            from_=from_,
            to=to,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Events", response.parsed)

    def create_event(
        self,
        *,
        body: NewEvent,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> CalEvent:
        """Add an event to the calendar.

        A pod has at most 100 events in the free tier, 10,000 in the paid tier; at most 1,000 of them can repeat. The text of events is sealed at rest.

        With `invite`, attendees are invited by email (iTIP over iMIP, RFC 5546 and 6047) from the organizer's address, and their answers become
        their `status`. They are notified of every change except changes of reminders, and of the cancellation; a removed attendee
        receives a cancellation. An email goes to at most as many attendees as the tier allows recipients, and counts as an email sent. If the
        emails cannot be sent, the event does not change. All occurrences of a repeating event are one invitation.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_event.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CalEvent", response.parsed)

    def get_event(
        self,
        event_id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> CalEvent:
        """Read an event.

        A repeating event is returned as created, with its rule.
        """
        response = _get_event.sync_detailed(
            client=self._client,
            event_id=event_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CalEvent", response.parsed)

    def delete_event(
        self,
        event_id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> DeletedEvent:
        """Delete an event.

        Deleting a repeating event deletes all of its occurrences. Its texts are removed immediately; the feed shows it as cancelled for 30 days,
        so that subscribed calendars remove it, too. If the event is not over, attendees of an event with `invite` receive a cancellation,
        and the organizer of an invitation that you accepted receives a reply that you decline.
        """
        response = _delete_event.sync_detailed(
            client=self._client,
            event_id=event_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedEvent", response.parsed)

    def update_event(
        self,
        event_id: str,
        *,
        body: EventPatch | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> CalEvent:
        """Change an event.

        Increases `sequence` and `updated_at`. All occurrences of a repeating event change; `exdates` excludes single ones. If the start moves,
        all occurrences move by the same clock time, excluded ones too; UNTIL of the rule stays. An imported event that overrides one
        occurrence (with a `recurrence_id`) keeps overriding it, at its own time; while there is one, an event cannot change between whole
        days and times. If the times of an event with `invite` change, its attendees have to answer again. If somebody else invited you to an
        event, you can change only its `reminders`.
        """
        response = _update_event.sync_detailed(
            client=self._client,
            event_id=event_id,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CalEvent", response.parsed)

    def respond_to_event(
        self,
        event_id: str,
        *,
        body: Response,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> CalEvent:
        """Answer an invitation.

        Sends the answer to the organizer by email (iTIP REPLY, RFC 5546) from the invited address; it counts as an email sent. The answer is for
        all occurrences of a repeating event. The same answer again changes and sends nothing.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _respond_to_event.sync_detailed(
            client=self._client,
            event_id=event_id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CalEvent", response.parsed)

    def get_feed(
        self,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Feed:
        """Get the URL of the feed.

        Any calendar application can subscribe to the URL (iCalendar, RFC 5545). The URL is created by the first request, and stays the same
        until it is rotated. A person needs the permission `calendar:write`, because the URL still works when the person has left.
        """
        response = _get_feed.sync_detailed(
            client=self._client,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Feed", response.parsed)

    def subscribe(
        self,
        *,
        cal_token: str,
    ) -> str:
        """Fetch the feed.

        Returns the whole calendar as iCalendar (RFC 5545, 7986), for calendar applications; the token in the URL is the only credential. Times
        are in UTC, except for events that repeat in a time zone. A deleted event is `STATUS:CANCELLED` for 30 days. With `If-None-Match` or
        `If-Modified-Since` the reply is 304 while nothing has changed. Within the second of a change the reply has no
        `Last-Modified`, because another change can follow in the same second; the `ETag` is exact. These requests do not count against the
        allowance. The whole feed is sent at most 60 times a minute.
        """
        response = _subscribe.sync_detailed(
            client=self._client,
            cal_token=cal_token,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    def rotate_feed(
        self,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Feed:
        """Replace the URL of the feed.

        The old URL stops working before this call returns.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _rotate_feed.sync_detailed(
            client=self._client,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Feed", response.parsed)

    def get_free_busy(
        self,
        *,
        from_: str,
        to: str,
        x_environment: str | Unset = UNSET,
    ) -> BusyTimes:
        """Find free times.

        Returns busy times without any content of the events. Cancelled and `transparent` events are not busy, nor are invitations that you have
        declined or not answered. Whole days are days in UTC.
        """
        response = _get_free_busy.sync_detailed(
            client=self._client,
            from_=from_,
            to=to,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("BusyTimes", response.parsed)

    def import_calendar(
        self,
        *,
        body: CalendarFile,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Imported:
        """Import events from another calendar.

        Imports an iCalendar file (RFC 5545), sent as the body or as `ics` in JSON; at most 1 MB and 2,000 events. Events are identified by UID:
        importing the same file again changes nothing, a newer file updates changed events, and events that are not in the file stay. Invitations and their single
        occurrences are not changed. Times without a zone are UTC. Invalid events are refused with a reason, and the others are imported.
        Attendees without an email address, alarms that are not before the start, and properties that this calendar does not have are
        ignored.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _import_calendar.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Imported", response.parsed)

    def get_credential_request(
        self,
        *,
        code: str,
    ) -> PendingCredential:
        """Read a request for a credential.

        Finds the request by the code that the agent shows.
        """
        response = _get_credential_request.sync_detailed(
            client=self._client,
            code=code,
        )
        # Errors are raised before.
        return cast("PendingCredential", response.parsed)

    def approve_credential(
        self,
        *,
        body: CredentialDecision,
        idempotency_key: str | Unset = UNSET,
    ) -> CredentialDecided:
        """Approve or deny a request for a credential.

        Needs the account's key, or a session of an owner or an admin, and the account's operator email (`POST /v1/account/operator-email`). The credential is encrypted immediately so that only
        the agent with the device code can read it. The agent's next poll gets it, once, within 60 seconds. After five wrong operator emails
        the request is denied.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _approve_credential.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("CredentialDecided", response.parsed)

    def poll_credential(
        self,
        *,
        body: Poll,
        x_environment: str | Unset = UNSET,
    ) -> Polled:
        """Poll for a credential.

        Poll every `interval` seconds. The credential is delivered once, within 60 seconds of the operator's decision; of several simultaneous
        polls, one receives it. With `grant_type` the replies are those of RFC 8628: 400 with `authorization_pending`, `slow_down`,
        `access_denied`, `expired_token` or `invalid_grant`; the body may then be a form.
        """
        response = _poll_credential.sync_detailed(
            client=self._client,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Polled", response.parsed)

    def request_credential(
        self,
        *,
        body: NewCredentialRequest,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> CredentialRequest:
        """Ask the operator for a credential.

        Show `user_code` to the operator, and poll with `device_code`. The operator sends the credential in the console or with the account's
        key (`POST /v1/credentials/approve`). If the account has a confirmed operator email, the operator also gets an email. A request
        expires after 5 minutes; an account can have 5 open requests. This is the device flow of RFC 8628.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _request_credential.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CredentialRequest", response.parsed)

    def list_credential_requests(
        self,
    ) -> PendingCredentials:
        """List pending requests for credentials.

        Lists the requests of all agents of the account, at most 5. Before you send a credential, compare the code with the one that your agent
        shows.
        """
        response = _list_credential_requests.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("PendingCredentials", response.parsed)

    def list_e2e_keys(
        self,
        *,
        x_environment: str | Unset = UNSET,
    ) -> E2EKeys:
        """List encryption keys.

        Lists the keys of the pod and of its addresses, including earlier ones. A message names its key in `e2e_key_id`.
        """
        response = _list_e2e_keys.sync_detailed(
            client=self._client,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("E2EKeys", response.parsed)

    def rotate_e2e_key(
        self,
        *,
        body: NewE2EKey,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> RotatedE2EKey:
        """Set or rotate the pod's encryption key.

        The first call sets the master seed and the pod's key. Later calls must send the same seed. After the reply, new mail to the
        pod's addresses with `e2e_enabled` is encrypted to this key. Stored mail stays encrypted to the earlier key, which
        `GET /v1/e2e/keys` still lists. The new key replaces keys that were sent with claims of addresses, but not keys that
        `PATCH /v1/email/addresses/{address}` set; that operation also enables encryption for an address. Sending the active key again
        changes nothing. After five wrong seeds in an hour, all seeds are refused until the hour ends.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _rotate_e2e_key.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RotatedE2EKey", response.parsed)

    def list_addresses(
        self,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Addresses:
        """List addresses.

        Lists all addresses of this pod in the order of their claims.
        """
        response = _list_addresses.sync_detailed(
            client=self._client,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Addresses", response.parsed)

    def get_address(
        self,
        address: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> EmailAddress:
        """Read an address.

        Returns its settings and the number of its messages.
        """
        response = _get_address.sync_detailed(
            client=self._client,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EmailAddress", response.parsed)

    def update_address(
        self,
        address: str,
        *,
        body: AddressPatch | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> EmailAddress:
        """Change the settings of an address.

        Absent fields do not change. The new settings apply to mail that arrives after the reply; stored mail does not change.
        """
        response = _update_address.sync_detailed(
            client=self._client,
            address=address,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EmailAddress", response.parsed)

    def claim_address(
        self,
        *,
        body: ClaimAddress,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> ClaimedAddress:
        """Claim an address.

        This pod then receives all mail to the address, in upper or lower case and with any `+tag`. Claiming an address again changes
        nothing, except the key if you send another `public_key`. An account can have 10 addresses (free) or 100 (paid). Each pod of an
        account can claim addresses at the account's domains.

        `admin`, `administrator`, `hostmaster`, `postmaster`, `webmaster`, `abuse` and `security` are reserved at all domains; the
        deployment's domain reserves more names. When a pod is purged, its account can claim the pod's addresses at the deployment's
        domains immediately, and other accounts after 90 days.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _claim_address.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("ClaimedAddress", response.parsed)

    def list_messages(
        self,
        *,
        address: str,
        message_id: str | Unset = UNSET,
        unread: bool | Unset = UNSET,
        thread_id: str | Unset = UNSET,
        from_: str | Unset = UNSET,
        blocked: bool | Unset = UNSET,
        label: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Messages:
        """List a mailbox.

        Lists messages, newest first, each with the beginning of its text. An unclaimed address is claimed for you if your key has the
        permission `mail:write`. Mail that a rule (`POST /v1/email/rules`) filed is listed with `?blocked=true` only.
        """
        response = _list_messages.sync_detailed(
            client=self._client,
            address=address,
            message_id=message_id,
            unread=unread,
            thread_id=thread_id,
            from_=from_,
            blocked=blocked,
            label=label,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Messages", response.parsed)

    def list_labels(
        self,
        *,
        address: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Labels:
        """List labels.

        Lists the labels of all messages, with the number of messages of each. A label exists while at least one message has it. A pod can
        have 1,000 different labels.
        """
        response = _list_labels.sync_detailed(
            client=self._client,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Labels", response.parsed)

    def delete_messages(
        self,
        *,
        address: str | Unset = UNSET,
        before: str | Unset = UNSET,
        thread_id: str | Unset = UNSET,
        from_: str | Unset = UNSET,
        label: str | Unset = UNSET,
        read: bool | Unset = UNSET,
        archived: bool | Unset = UNSET,
        blocked: bool | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> DeletedMessages:
        """Delete messages by filter.

        Deletes the oldest messages that match all conditions permanently: texts, attachments and raw messages. One call deletes up to
        1,000 messages, or fewer long ones; `remaining` says how many are left. At least one condition is required.
        """
        response = _delete_messages.sync_detailed(
            client=self._client,
            address=address,
            before=before,
            thread_id=thread_id,
            from_=from_,
            label=label,
            read=read,
            archived=archived,
            blocked=blocked,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedMessages", response.parsed)

    def get_message(
        self,
        id: str,
        *,
        address: str,
        x_environment: str | Unset = UNSET,
    ) -> EmailMessageFull:
        """Read a message.

        Returns the message and marks it as read. With `e2e_encrypted`, `body` is base64url of nonce (12 bytes) ‖ ciphertext ‖ tag.
        Decrypt it with AES-256-GCM. The key is HKDF-SHA-256 of the X25519 secret shared with `ephemeral_public_key`, with a salt of 32
        zero bytes and the info `agentlair:aes-256-gcm:v1`. `e2e_key_id` names your key.
        """
        response = _get_message.sync_detailed(
            client=self._client,
            id=id,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EmailMessageFull", response.parsed)

    def delete_message(
        self,
        id: str,
        *,
        address: str,
        x_environment: str | Unset = UNSET,
    ) -> Deleted:
        """Delete a message.

        Deletes the text, the attachments and the raw message permanently.
        """
        response = _delete_message.sync_detailed(
            client=self._client,
            id=id,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Deleted", response.parsed)

    def update_message(
        self,
        id: str,
        *,
        body: MessagePatch | Unset = UNSET,
        address: str,
        x_environment: str | Unset = UNSET,
    ) -> Updated:
        """Mark a message.

        Marks a message as read or unread, archived or not, and changes its labels. Absent fields do not change. Labels that differ only in
        upper and lower case are the same label; its first spelling in the pod stays.
        """
        response = _update_message.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Updated", response.parsed)

    def get_attachment(
        self,
        id: str,
        index: int,
        *,
        address: str,
        x_environment: str | Unset = UNSET,
    ) -> File:
        """Download an attachment.

        Returns the decoded file. `index` is its number in `attachments`. The response headers make browsers save it, not show it.
        """
        response = _get_attachment.sync_detailed(
            client=self._client,
            id=id,
            index=index,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("File", response.parsed)

    def forward(
        self,
        id: str,
        *,
        body: NewMailOrBody,
        address: str,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentMail:
        """Forward a message.

        `to` is required. The sender, date, subject, recipients and text of the message follow your text. Its attachments are added; all
        together can have 5 MiB. The server cannot forward mail that is encrypted to your key (`e2e_encrypted`).
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _forward.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            address=address,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentMail", response.parsed)

    def get_raw_message(
        self,
        id: str,
        *,
        address: str,
        x_environment: str | Unset = UNSET,
    ) -> File:
        """Download the raw message.

        Returns the message as it arrived over SMTP (RFC 5322). With `e2e_encrypted` it is encrypted like the body, and its type is
        `application/octet-stream`.
        """
        response = _get_raw_message.sync_detailed(
            client=self._client,
            id=id,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("File", response.parsed)

    def reply(
        self,
        id: str,
        *,
        body: NewMailOrBody,
        address: str,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentMail:
        """Reply to a message.

        Replies to its Reply-To addresses, or else to its sender. `from`, `to`, `subject` and `in_reply_to` have defaults. All other fields
        are those of `POST /v1/email/send`.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _reply.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            address=address,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentMail", response.parsed)

    def reply_all(
        self,
        id: str,
        *,
        body: NewMailOrBody,
        address: str,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentMail:
        """Reply to all.

        Like `/reply`. `cc` has all other addresses in To and Cc, without your own.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _reply_all.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            address=address,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentMail", response.parsed)

    def list_outbox(
        self,
        *,
        status: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Outbox:
        """List sent messages.

        Lists outgoing messages in all states, the newest first.
        """
        response = _list_outbox.sync_detailed(
            client=self._client,
            status=status,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Outbox", response.parsed)

    def get_outgoing(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> FullOutgoing:
        """Read a sent message.

        Returns the content and the delivery state for each recipient.
        """
        response = _get_outgoing.sync_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("FullOutgoing", response.parsed)

    def delete_outgoing(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> DeletedOutgoing:
        """Delete a sent message.

        Deletes its text, files and recipients permanently. A scheduled or held message is not sent then. A message that is being sent cannot
        be deleted yet.
        """
        response = _delete_outgoing.sync_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedOutgoing", response.parsed)

    def cancel_outgoing(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Cancelled:
        """Withdraw a message.

        Withdraws a message that is scheduled or held for review. A message that is being sent cannot be withdrawn.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _cancel_outgoing.sync_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Cancelled", response.parsed)

    def list_rules(
        self,
        *,
        address: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Rules:
        """List rules.

        Lists all rules of the pod. With `address`: the rules of this mailbox and the rules for all mailboxes.
        """
        response = _list_rules.sync_detailed(
            client=self._client,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Rules", response.parsed)

    def create_rule(
        self,
        *,
        body: NewRule,
        address: str | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Rule:
        """Create a rule about incoming mail.

        Without rules, all mail is accepted and listed. The action applies to mail that matches:
        `refuse` refuses it during delivery (`5.7.1`), so its sender learns of it. `file` stores it with `"blocked": true`; only
        `?blocked=true` lists it. The event `email.received` is sent for it, but `GET /v1/email/wait` ignores it. `allow` accepts it,
        whatever other rules and `accept` of the address say. The order of rules does not matter: `allow` wins over `refuse`, and
        `refuse` over `file`. Mail is never dropped silently.

        A From header is easy to forge. `allow` therefore matches only mail whose sender is proved: by DMARC, or, if the domain has no
        DMARC result, by a signature of the domain or of a parent domain. `trust_unauthenticated` removes this condition. A rule applies
        to mail that arrives after the reply. A pod can have 500 rules.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_rule.sync_detailed(
            client=self._client,
            body=body,
            address=address,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Rule", response.parsed)

    def get_rule(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Rule:
        """Read a rule."""
        response = _get_rule.sync_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Rule", response.parsed)

    def delete_rule(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> DeletedRule:
        """Delete a rule.

        Mail that the rule filed stays filed.
        """
        response = _delete_rule.sync_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedRule", response.parsed)

    def update_rule(
        self,
        id: str,
        *,
        body: RulePatch | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Rule:
        """Change a rule.

        The mailbox of a rule cannot change. Stored mail does not change.
        """
        response = _update_rule.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Rule", response.parsed)

    def search(
        self,
        *,
        q: str | Unset = UNSET,
        address: str | Unset = UNSET,
        from_: str | Unset = UNSET,
        to: str | Unset = UNSET,
        label: str | Unset = UNSET,
        after: datetime.datetime | Unset = UNSET,
        before: datetime.datetime | Unset = UNSET,
        has_attachment: bool | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> FoundMessages:
        """Search mail.

        Searches received and sent mail by subject, addresses, names and text. The newest messages are first. A word matches whole words,
        in upper or lower case and in each Unicode form (`straße` finds `STRASSE`). In scripts without spaces it matches anywhere. `%`, `_`,
        emoji and other signs match themselves. A phrase without signs ignores signs in the text. The first 5,000 different words of a
        message are indexed. In mail that is encrypted to your public key, subject and addresses are found, but the text is not. One request
        reads a limited number of messages: continue with the cursor while `has_more` is true. A page with fewer than `limit` messages, or
        none, is not always the last.
        """
        response = _search.sync_detailed(
            client=self._client,
            q=q,
            address=address,
            from_=from_,
            to=to,
            label=label,
            after=after,
            before=before,
            has_attachment=has_attachment,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("FoundMessages", response.parsed)

    def send_email(
        self,
        *,
        body: NewMailOrBody,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentMail:
        """Send an email.

        Sends from one of your addresses to at most 10 (free) or 50 (paid) recipients. Recipients in this deployment get it immediately,
        others through the deployment's mail provider. The message is stored first: if a server is unavailable, delivery is retried for 24
        hours, and `GET /v1/email/outbox/{id}` returns the state. With `client_id` or an `Idempotency-Key` a repeated request does not send
        it again. `send_at` schedules it; `hold` holds it for review by the account.

        When the allowance of the hour or the day is used up the reply is 402 with `rate_limit`. `accepts` and the header `PAYMENT-REQUIRED`
        say how to pay for the message (x402), if that is possible. Send the request again with the payment in `X-PAYMENT` or
        `PAYMENT-SIGNATURE`: the payment is settled once, however often you repeat the request, and the message does not count against the
        allowance.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _send_email.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentMail", response.parsed)

    def list_threads(
        self,
        *,
        address: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Threads:
        """List conversations.

        Lists conversations, those with the latest messages first. The References and In-Reply-To headers of messages decide which belong
        together; the subject does not matter. A message to two of the pod's mailboxes counts as two messages.
        """
        response = _list_threads.sync_detailed(
            client=self._client,
            address=address,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Threads", response.parsed)

    def get_thread(
        self,
        id: str,
        *,
        address: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> FullThread:
        """Read a conversation.

        Returns its received and sent messages without their full texts, the oldest first. Messages that are scheduled, held for review,
        or cancelled are not included. No message is marked as read.
        """
        response = _get_thread.sync_detailed(
            client=self._client,
            id=id,
            address=address,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("FullThread", response.parsed)

    def wait_for_message(
        self,
        *,
        address: str,
        since: str | Unset = UNSET,
        from_: str | Unset = UNSET,
        timeout: int | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Any | EmailMessage:
        """Wait for a message.

        Returns the first message that matches: immediately if it has already arrived, else when it arrives. If none arrives within
        `timeout` seconds the reply is 204: call again. To wait for a code after you sign up somewhere, note the time before you sign up and
        pass it as `since`, or pass the `cursor` of the last message that you read. Mail that a rule files is ignored. When the key is
        revoked or the session ends, the reply is 401.
        """
        response = _wait_for_message.sync_detailed(
            client=self._client,
            address=address,
            since=since,
            from_=from_,
            timeout=timeout,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Any | EmailMessage", response.parsed)

    def list_webhooks(
        self,
        *,
        address: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Webhooks:
        """List webhooks.

        Lists all webhooks of the pod, or those registered for one mailbox.
        """
        response = _list_webhooks.sync_detailed(
            client=self._client,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Webhooks", response.parsed)

    def create_webhook(
        self,
        *,
        body: NewWebhook,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Webhook:
        """Register a webhook.

        Posts a `webhook.verification` event to `url` immediately. After the URL has answered it with a 2xx, other events are posted when
        they happen, as `{"type", "id", "timestamp", "data"}`. The data of `email.received` is `{"address", "message"}`, with the message as
        in the inbox list.

        Each request is signed as in Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`) and with
        `X-AgentLair-Signature: sha256=<hex HMAC of the body>`. Any 2xx within 15 seconds is success. An event is attempted up to 10 times
        in three days. A reply of 410, or 5 days without success, disables the webhook. A pod can have 20 webhooks. docs/WEBHOOKS.md
        describes all of this.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_webhook.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Webhook", response.parsed)

    def get_webhook(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Webhook:
        """Get a webhook."""
        response = _get_webhook.sync_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Webhook", response.parsed)

    def delete_webhook(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> DeletedWebhook:
        """Delete a webhook.

        Deletes its deliveries, too. Only an attempt that is running can still send an event.
        """
        response = _delete_webhook.sync_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedWebhook", response.parsed)

    def update_webhook(
        self,
        id: str,
        *,
        body: WebhookPatch | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Webhook:
        """Change a webhook.

        Absent fields do not change. A disabled webhook receives no events. After you enable it, `POST …/{id}/replay` sends the missed ones.
        """
        response = _update_webhook.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Webhook", response.parsed)

    def list_deliveries(
        self,
        id: str,
        *,
        status: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Deliveries:
        """List deliveries.

        Lists the events that were or will be posted to a webhook, newest first. Deliveries are stored for 7 days after they end, and only
        for the newest 10,000 events.
        """
        response = _list_deliveries.sync_detailed(
            client=self._client,
            id=id,
            status=status,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Deliveries", response.parsed)

    def replay_delivery(
        self,
        id: str,
        delivery_id: str,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Delivery:
        """Replay a delivery.

        Queues the delivery again immediately, whatever its status, and resets its attempts. The event keeps its id, so receivers can ignore duplicates.
        Replays are paced: 100 at once, then 600 a minute.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _replay_delivery.sync_detailed(
            client=self._client,
            id=id,
            delivery_id=delivery_id,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Delivery", response.parsed)

    def replay_events(
        self,
        id: str,
        *,
        body: ReplaySince,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Replayed:
        """Replay events since a time.

        Queues all stored events since `since` that match the webhook's `events` and `address`: also events that were delivered, and
        events from before the webhook was registered or while it was disabled. A pod stores its newest 10,000 events; events about
        deleted messages are deleted. The first 100 events are due immediately, the others follow at 600 a minute. An unverified
        webhook receives them after its verification.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _replay_events.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Replayed", response.parsed)

    def rotate_webhook_secret(
        self,
        id: str,
        *,
        body: NewWebhookSecret | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Webhook:
        """Replace a webhook's secret.

        For 24 hours (until `previous_secret_until`), events are signed with both secrets: `webhook-signature` has two signatures, and
        `X-AgentLair-Signature-Previous` is sent with `X-AgentLair-Signature`. A secret before the previous one is no longer used.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _rotate_webhook_secret.sync_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Webhook", response.parsed)

    def test_webhook(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Tested:
        """Test a webhook.

        Posts one `webhook.test` event now, also to a disabled webhook, and returns the result. The test is not repeated and does not count
        as a success or a failure of the webhook, but a 2xx verifies an unverified webhook. Takes as long as the receiver, at most 15
        seconds.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _test_webhook.sync_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Tested", response.parsed)

    def create_email(
        self,
        *,
        body: NewEmail,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> ClaimedAddress:
        """Claim an address by its local part.

        Like [claim](#tag/email/operation/claim_address). The domain is the subdomain of the pod if the deployment gives subdomains to
        pods, else the domain of the deployment.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_email.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("ClaimedAddress", response.parsed)

    def list_drafts(
        self,
        pod_id: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> Outbox:
        """List held messages.

        Lists messages that the pod's agents sent with `hold`, newest first. These are the only messages of a pod that the account can read.
        """
        response = _list_drafts.sync_detailed(
            client=self._client,
            pod_id=pod_id,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("Outbox", response.parsed)

    def get_draft(
        self,
        pod_id: str,
        id: str,
    ) -> FullOutgoing:
        """Read a held message.

        Returns the message with all its content.
        """
        response = _get_draft.sync_detailed(
            client=self._client,
            pod_id=pod_id,
            id=id,
        )
        # Errors are raised before.
        return cast("FullOutgoing", response.parsed)

    def update_draft(
        self,
        pod_id: str,
        id: str,
        *,
        body: DraftChanges | Unset = UNSET,
    ) -> FullOutgoing:
        """Edit a held message.

        Changes the fields that the request contains. The message stays held.
        """
        response = _update_draft.sync_detailed(
            client=self._client,
            pod_id=pod_id,
            id=id,
            body=body,
        )
        # Errors are raised before.
        return cast("FullOutgoing", response.parsed)

    def reject_draft(
        self,
        pod_id: str,
        id: str,
        *,
        body: Rejection | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> OutgoingMessage:
        """Reject a held message.

        The message is not sent. In the agent's outbox its status is `rejected`.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _reject_draft.sync_detailed(
            client=self._client,
            pod_id=pod_id,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("OutgoingMessage", response.parsed)

    def release_draft(
        self,
        pod_id: str,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> FullOutgoing:
        """Release a held message.

        Sends the message now, or at the `send_at` that the agent set.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _release_draft.sync_detailed(
            client=self._client,
            pod_id=pod_id,
            id=id,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("FullOutgoing", response.parsed)

    def create_inbox(
        self,
        *,
        body: NewInbox | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Inbox:
        """Create a mailbox.

        Claims `{name}@{domain}`. Without a name, claims a random address.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_inbox.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Inbox", response.parsed)

    def list_inbox(
        self,
        address: str,
        *,
        unread: bool | Unset = UNSET,
        thread_id: str | Unset = UNSET,
        from_: str | Unset = UNSET,
        blocked: bool | Unset = UNSET,
        label: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> InboxMessages:
        """List a mailbox by path.

        Like `GET /v1/email/inbox`, with the address in the path. The reply has the number of all messages, too.
        """
        response = _list_inbox.sync_detailed(
            client=self._client,
            address=address,
            unread=unread,
            thread_id=thread_id,
            from_=from_,
            blocked=blocked,
            label=label,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("InboxMessages", response.parsed)

    def get_inbox_message(
        self,
        address: str,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> EmailMessageFull:
        """Read a message by path."""
        response = _get_inbox_message.sync_detailed(
            client=self._client,
            address=address,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EmailMessageFull", response.parsed)

    def send_from_inbox(
        self,
        address: str,
        *,
        body: NewMailOrBody,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentFromInbox:
        """Send from a mailbox.

        As `POST /v1/email/send`, with the sender's address in the path. `body` is the plain text.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _send_from_inbox.sync_detailed(
            client=self._client,
            address=address,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentFromInbox", response.parsed)

    def list_observations(
        self,
        *,
        topic: str | Unset = UNSET,
        agent_id: str | Unset = UNSET,
        since: datetime.datetime | Unset = UNSET,
        scope: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Observations:
        """List observations.

        Lists the newest first. Each shared observation has a later time than the one before. So a list with the time of the last one that
        you have read in `since` misses none.
        """
        response = _list_observations.sync_detailed(
            client=self._client,
            topic=topic,
            agent_id=agent_id,
            since=since,
            scope=scope,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Observations", response.parsed)

    def create_observation(
        self,
        *,
        body: NewObservation,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Observation:
        """Write an observation.

        Only this pod can read it. With `shared`, every agent of the deployment can. A pod stores its newest 100,000 observations. Of the
        shared observations of an account's pods, the newest 1,000 are stored. Purging a pod deletes its shared observations, too.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_observation.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Observation", response.parsed)

    def list_observation_topics(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> ObservationTopics:
        """List topics.

        Lists the topics of your own and of all shared observations, by name.
        """
        response = _list_observation_topics.sync_detailed(
            client=self._client,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("ObservationTopics", response.parsed)

    def delete_observation(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> DeletedObservation:
        """Delete an observation.

        Deletes an observation that you wrote. A shared one is deleted for all readers; copies that were already read are not recalled. The
        same request again gets the same reply, as long as it is one of the last 1,000 that you deleted.
        """
        response = _delete_observation.sync_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedObservation", response.parsed)

    def list_pods(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> Pods:
        """List pods.

        Lists all pods of the account except its home pod, oldest first. Members and viewers see those that they are assigned to.
        """
        response = _list_pods.sync_detailed(
            client=self._client,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("Pods", response.parsed)

    def create_pod(
        self,
        *,
        body: NewPod | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> CreatedPod:
        """Create a pod.

        A pod has its own addresses, mail, secrets and calendar. Its key gives access to this pod only. The key is shown only in this reply. A
        pod is also an environment and a tenant. If the deployment limits the pods of an account (`TENANT_LIMIT`), the home pod does not count.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_pod.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("CreatedPod", response.parsed)

    def get_pod(
        self,
        pod_id: str,
    ) -> Pod:
        """Read a pod.

        Returns a pod. The home pod has the account's id. The id of the environment or of the tenant names the pod, too, in all operations.
        """
        response = _get_pod.sync_detailed(
            client=self._client,
            pod_id=pod_id,
        )
        # Errors are raised before.
        return cast("Pod", response.parsed)

    def delete_pod(
        self,
        pod_id: str,
        *,
        purge: bool | Unset = UNSET,
    ) -> Pod | PurgedPod:
        """Suspend or remove a pod.

        Suspends the pod: its keys stop working before this call returns, its sockets are closed, and it refuses mail. Its data stays;
        `POST /v1/pods/{pod_id}/resume` restores access.

        With `?purge=true` the pod and all its data are removed permanently. If that is interrupted, send the request again. The account can
        claim the pod's addresses at the deployment's domain again immediately, other accounts after 90 days.
        """
        response = _delete_pod.sync_detailed(
            client=self._client,
            pod_id=pod_id,
            purge=purge,
        )
        # Errors are raised before.
        return cast("Pod | PurgedPod", response.parsed)

    def update_pod(
        self,
        pod_id: str,
        *,
        body: PodChanges | Unset = UNSET,
    ) -> UpdatedPod:
        """Update a pod.

        New rate limits apply to the pod's next request. New caps and a new policy apply to its next charge; money that is spent already counts.
        A pod that has reached a cap can do everything except charge (402 `spending_cap_exceeded`). With `require_second_principal`, only a
        signed-in person can raise or remove a cap, or allow more categories or payees.

        The home pod has the account's id. Only its `vault_strict` can be changed here; `PATCH /api/v1/environments/{id}` changes its name and
        metadata.
        """
        response = _update_pod.sync_detailed(
            client=self._client,
            pod_id=pod_id,
            body=body,
        )
        # Errors are raised before.
        return cast("UpdatedPod", response.parsed)

    def list_pod_keys(
        self,
        pod_id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> PodKeys:
        """List the keys of a pod.

        Returns keys without their secrets, also those that no longer work. A key of the pod with `keys:read` sees the keys that it made.
        """
        response = _list_pod_keys.sync_detailed(
            client=self._client,
            pod_id=pod_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("PodKeys", response.parsed)

    def create_pod_key(
        self,
        pod_id: str,
        *,
        body: NewPodKey | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> CreatedPodKey:
        """Create a key for a pod.

        Without a label, the new key replaces all keys of the pod, which stop working before this call returns. With a label or
        `"mode": "add"`, the present keys stay. The key is shown only in this reply. A pod can have 100 keys that work.

        A key of the pod itself can make keys if `keys:write` was granted to it by name. Such keys can do no more than the key that makes
        them, cannot make keys, and stop working with it.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_pod_key.sync_detailed(
            client=self._client,
            pod_id=pod_id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CreatedPodKey", response.parsed)

    def revoke_pod_key(
        self,
        pod_id: str,
        key_id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> RevokedKey:
        """Revoke a key of a pod.

        The key and the keys that it made stop working everywhere before this call returns, and their sockets are closed. The pod's other
        keys still work.
        """
        response = _revoke_pod_key.sync_detailed(
            client=self._client,
            pod_id=pod_id,
            key_id=key_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RevokedKey", response.parsed)

    def change_pod_key(
        self,
        pod_id: str,
        key_id: str,
        *,
        body: ChangePodKey | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> PodKey:
        """Change a key of a pod.

        The change has effect before this call returns: on requests, and on sockets, which are closed if the key can no longer read mail.
        A key of the pod with `keys:write` changes the keys that it made, within its own permissions, inboxes and expiry.
        """
        response = _change_pod_key.sync_detailed(
            client=self._client,
            pod_id=pod_id,
            key_id=key_id,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("PodKey", response.parsed)

    def rotate_pod_key(
        self,
        pod_id: str,
        key_id: str,
        *,
        body: ReplacePodKey | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> CreatedPodKey:
        """Rotate a key of a pod.

        Replaces the key by a new one with the same label, permissions and restrictions. The old key works for `grace_seconds` more. Keys
        that it made go on with the new key: if a key was stolen, revoke it instead. A key can be rotated once.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _rotate_pod_key.sync_detailed(
            client=self._client,
            pod_id=pod_id,
            key_id=key_id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CreatedPodKey", response.parsed)

    def resume_pod(
        self,
        pod_id: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> Pod:
        """Resume a pod.

        Ends a suspension, also of a pod that was deleted as an environment or a tenant. The pod's keys work again, except those that were revoked in the meantime.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _resume_pod.sync_detailed(
            client=self._client,
            pod_id=pod_id,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Pod", response.parsed)

    def get_push_key(
        self,
    ) -> PushKey:
        """Get the key for notifications.

        Returns the key with which a browser subscribes (`PushManager.subscribe`, RFC 8292). It changes when the deployment gets another master
        key; browsers then have to subscribe again.
        """
        response = _get_push_key.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("PushKey", response.parsed)

    def list_push_subscriptions(
        self,
    ) -> Subscriptions:
        """List browsers with notifications.

        Lists the caller's browsers that get notifications, newest first.
        """
        response = _list_push_subscriptions.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Subscriptions", response.parsed)

    def create_push_subscription(
        self,
        *,
        body: NewSubscription,
        idempotency_key: str | Unset = UNSET,
    ) -> Subscription:
        """Turn notifications on in a browser.

        From now on the browser gets a notification when something waits for the person's decision: a charge to approve, a credential that an
        agent asks for. Owners and admins decide, so others get none. Messages are encrypted for the browser (RFC 8291). The same endpoint again
        replaces its keys. At most 10 browsers of a person. The browser gets none any more when the person is removed, or when its push service
        no longer knows it.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_push_subscription.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Subscription", response.parsed)

    def delete_push_subscription(
        self,
        id: str,
    ) -> DeletedSubscription:
        """Turn notifications off in a browser.

        The browser gets no notifications any more.
        """
        response = _delete_push_subscription.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("DeletedSubscription", response.parsed)

    def list_stacks(
        self,
    ) -> Stacks:
        """List stacks.

        Lists the account's domains with the results of the last look-up of their records.
        """
        response = _list_stacks.sync_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Stacks", response.parsed)

    def create_stack(
        self,
        *,
        body: NewStack,
        idempotency_key: str | Unset = UNSET,
    ) -> Stack:
        """Add a domain.

        Returns the DNS records to set. The domain is yours as soon as `POST /v1/stack/{id}/verify` finds the ownership record, whose text is
        unique to your account. Several accounts can add the same domain, also one that another account has proved. Adding a domain again
        returns it unchanged, with 200. An account has at most 1 domain in the free tier and 10 in the paid tier.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _create_stack.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Stack", response.parsed)

    def get_stack(
        self,
        id: str,
    ) -> Stack:
        """Read a stack.

        Returns a domain with the results of the last look-up of its records.
        """
        response = _get_stack.sync_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("Stack", response.parsed)

    def delete_stack(
        self,
        id: str,
        *,
        release_addresses: bool | Unset = UNSET,
    ) -> DeletedStack:
        """Delete a stack.

        Removes the domain from the account. While addresses exist at the domain, the request is refused, unless `release_addresses=true`
        releases them: then mail to them is refused, no mail can be sent from them, and received mail stays readable. DNS records and a zone
        that was created are not removed.
        """
        response = _delete_stack.sync_detailed(
            client=self._client,
            id=id,
            release_addresses=release_addresses,
        )
        # Errors are raised before.
        return cast("DeletedStack", response.parsed)

    def verify_stack(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> Stack:
        """Verify a stack.

        Looks up all records by DNS over HTTPS and returns the results. If the ownership record is found, the domain is yours; of several
        concurrent requests one succeeds. Leave the record in place: it is checked daily, and after seven days in a row without it the domain
        is no longer yours.

        If another account has the domain, the reply is 409 `domain_taken`. Your proof is recorded, both accounts get an email, and after seven
        days (`transfers_at`) the domain becomes yours if your record is still there.

        If the deployment creates zones at Cloudflare, this call creates the zone of a proved domain, routes its mail and returns
        `nameservers`. If that is interrupted, the next call continues it.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _verify_stack.sync_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Stack", response.parsed)

    def list_vault(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> VaultKeys:
        """List the keys of the vault.

        Returns names, versions and metadata, never ciphertext. Each pod has its own vault; an account has the vault of its home pod and
        cannot see the vaults of its other pods.
        """
        response = _list_vault.sync_detailed(
            client=self._client,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("VaultKeys", response.parsed)

    def set_vault_recovery(
        self,
        *,
        body: NewRecovery,
        idempotency_key: str | Unset = UNSET,
    ) -> VaultRecovery:
        """Store the vault's encrypted recovery seed.

        A reader of the address's mail can get the encrypted seed with `POST /v1/vault/recover`; only you can decrypt it. An account has one
        seed: a new one replaces it. At most 100 accounts can use the same address.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _set_vault_recovery.sync_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("VaultRecovery", response.parsed)

    def get_secret(
        self,
        key: str,
        *,
        version: int | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> VaultEntry:
        """Read a secret.

        Returns the newest version, or the one that `version` names.
        """
        response = _get_secret.sync_detailed(
            client=self._client,
            key=key,
            version=version,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("VaultEntry", response.parsed)

    def put_secret(
        self,
        key: str,
        *,
        body: NewSecret,
        x_environment: str | Unset = UNSET,
    ) -> StoredSecret:
        """Store a secret.

        Encrypt the secret first, so that the deployment cannot read it; `docs/vault-crypto.md` specifies an envelope. Any non-empty text is
        stored, sealed at rest under a key of the pod. Text that does not look encrypted is marked with `"encrypted": false` and a
        `warning`; a pod with `vault_strict` (`PATCH /v1/pods/{id}`) refuses it.

        Each request creates a new version with its own number, even if several run at the same time. The newest 3 versions are stored (100 in
        the paid tier). With `if_version`, the request fails with 409 and `current_version` if there is a version that you have not seen.

        A free vault has at most 10 keys; a paid one has no limit. Names are case-sensitive.
        """
        response = _put_secret.sync_detailed(
            client=self._client,
            key=key,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("StoredSecret", response.parsed)

    def delete_secret(
        self,
        key: str,
        *,
        version: int | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> DeletedSecret:
        """Delete a secret.

        Deletes the key with all its versions. It can be undeleted for 24 hours; then its ciphertexts are removed. With `version`, only that
        version is deleted, permanently, and its ciphertext is removed within minutes; deleting the last version deletes the key. A deleted
        key does not count towards the limit, and a new key can have its name.
        """
        response = _delete_secret.sync_detailed(
            client=self._client,
            key=key,
            version=version,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedSecret", response.parsed)

    def undelete_secret(
        self,
        key: str,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> UndeletedSecret:
        """Undelete a secret.

        Restores a key that was deleted in the last 24 hours, with all its versions. Of several keys with this name, the one deleted last is
        restored.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = _undelete_secret.sync_detailed(
            client=self._client,
            key=key,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("UndeletedSecret", response.parsed)

    def request_recovery(
        self,
        *,
        body: RecoveryRequest,
    ) -> RecoverySent:
        """Request a recovery link.

        If seeds are stored for the address, a link is sent to it. The link can be used once, within 15 minutes. The reply and the time that
        it takes are the same if there are none. At most 3 requests a clock hour for one address, and 30 from one IP address
        (configurable).
        """
        response = _request_recovery.sync_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("RecoverySent", response.parsed)

    def verify_recovery(
        self,
        *,
        token: str,
    ) -> Recovered:
        """Use a recovery link.

        For programs. Returns all encrypted seeds of the link's address. The link can be used once. Emails link to `/recover?token=…` instead,
        a page for people with a button; opening that page does not use the link.
        """
        response = _verify_recovery.sync_detailed(
            client=self._client,
            token=token,
        )
        # Errors are raised before.
        return cast("Recovered", response.parsed)

    def store_seed(
        self,
        *,
        body: NewSeed,
    ) -> StoredSeed:
        """Store an encrypted seed without an account.

        An email to `recovery_email` links to a page that confirms the seed. An unconfirmed seed can be recovered like any other, but is
        deleted after 30 days (`expires_at`). Agents with an account use the vault instead (`PUT /v1/vault/{key}`).

        Limits: 5 seeds a day (UTC) and 100 confirmed seeds for one address; an hour, 30 from one IP address (IPv6: /64), 240 from one /24
        (IPv6: /48) and 1,920 from one /16 (IPv6: /32), configurable. The deployment stores a limited number of bytes of unconfirmed seeds
        (configurable); above it, the reply is 503.
        """
        response = _store_seed.sync_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("StoredSeed", response.parsed)


class AsyncOperations:
    """A method for each operation of the API."""

    def __init__(self, client: AuthenticatedClient) -> None:
        self._client = client

    async def welcome(
        self,
    ) -> Welcome:
        """Describe the deployment.

        Describes the deployment and how an agent registers. Browsers (`Accept: text/html`) get a page, other clients JSON.
        """
        response = await _welcome.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Welcome", response.parsed)

    async def get_ai_catalog(
        self,
    ) -> Any:
        """Get the AI catalog.

        Returns what agents can use at this host, as [AI Catalog](https://ai-catalog.io) 0.9: the cards of the MCP server and of the
        deployment (A2A). The reply has an ETag.
        """
        response = await _get_ai_catalog.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    async def get_ai_catalog_alias(
        self,
    ) -> Any:
        """Get the AI catalog.

        Returns what agents can use at this host, as [AI Catalog](https://ai-catalog.io) 0.9: the cards of the MCP server and of the
        deployment (A2A). The reply has an ETag.
        """
        response = await _get_ai_catalog_alias.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    async def get_mcp_card_alias(
        self,
    ) -> Any:
        """Get the card of the MCP server.

        Returns name, version and address of the MCP server, for clients and catalogs (SEP-2127). The reply has an ETag.
        """
        response = await _get_mcp_card_alias.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    async def document(
        self,
    ) -> Any:
        """Get this document.

        Returns the OpenAPI 3.1 description of all operations.
        """
        response = await _document.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    async def llms_index_alias(
        self,
    ) -> str:
        """Get llms.txt.

        Returns what this deployment is and where its documentation is, for language models (llmstxt.org). `/docs` returns the same, and
        leads browsers to the first page.
        """
        response = await _llms_index_alias.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    async def documentation(
        self,
        page: str,
    ) -> str:
        """Get a page of the documentation.

        Returns the page as Markdown. Browsers get a page for people, unless the address ends with `.md` or `Accept` names Markdown.
        `/llms.txt` lists the pages.
        """
        response = await _documentation.asyncio_detailed(
            client=self._client,
            page=page,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    async def health(
        self,
    ) -> Health:
        """Check health.

        Returns 200 if the deployment can serve requests: its configuration is valid and its database has all migrations. After the first
        success, an instance of the worker does not check the database again.
        """
        response = await _health.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Health", response.parsed)

    async def llms_full(
        self,
    ) -> str:
        """Get llms-full.txt.

        Returns the whole documentation as one page.
        """
        response = await _llms_full.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    async def llms_index(
        self,
    ) -> str:
        """Get llms.txt.

        Returns what this deployment is and where its documentation is, for language models (llmstxt.org). `/docs` returns the same, and
        leads browsers to the first page.
        """
        response = await _llms_index.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    async def get_mcp_card(
        self,
    ) -> Any:
        """Get the card of the MCP server.

        Returns name, version and address of the MCP server, for clients and catalogs (SEP-2127). The reply has an ETag.
        """
        response = await _get_mcp_card.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    async def robots(
        self,
    ) -> str:
        """Get robots.txt.

        Allows crawlers to read calendar feeds and nothing else of the API. Google Calendar does not fetch a feed that robots.txt disallows.
        """
        response = await _robots.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    async def skill(
        self,
    ) -> str:
        """Get the skill.

        Returns a short instruction for agents: how to get an address, give it to somebody, and wait for a code.
        """
        response = await _skill.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    async def get_deployment_card(
        self,
    ) -> Any:
        """Read the deployment's card.

        Returns an agent card of the A2A protocol, version 1.0, that describes this API. Before version 0.3 of A2A the path was
        `/.well-known/agent.json`.
        """
        response = await _get_deployment_card.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    async def get_deployment_card_alias(
        self,
    ) -> Any:
        """Read the deployment's card.

        Returns an agent card of the A2A protocol, version 1.0, that describes this API. Before version 0.3 of A2A the path was
        `/.well-known/agent.json`.
        """
        response = await _get_deployment_card_alias.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    async def get_profile(
        self,
        name: str,
    ) -> AgentProfile:
        """Read an agent's profile.

        Needs no key. Browsers (`Accept: text/html`) get a page, other clients JSON. Private profiles and profiles of suspended pods are not
        found. The reply has an ETag; caches may store it for a minute.
        """
        response = await _get_profile.asyncio_detailed(
            client=self._client,
            name=name,
        )
        # Errors are raised before.
        return cast("AgentProfile", response.parsed)

    async def get_agent_card(
        self,
        name: str,
    ) -> Any:
        """Read an agent's card.

        Returns an agent card of the A2A protocol, version 1.0. The agent's interface is mail, and its skills are the capabilities of its profile.
        Needs no key.
        """
        response = await _get_agent_card.asyncio_detailed(
            client=self._client,
            name=name,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    async def set_profile(
        self,
        name: str,
        *,
        body: NewProfile | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SetProfile:
        """Set a profile.

        Replaces the profile of one of your addresses, which `/agents/{name}` and the agent's card show. The change is visible everywhere
        within a minute.
        """
        response = await _set_profile.asyncio_detailed(
            client=self._client,
            name=name,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SetProfile", response.parsed)

    async def get_public_keys(
        self,
    ) -> PublicKeys:
        """List the public keys of tokens.

        Returns a JSON Web Key Set (RFC 7517). The keys verify the tokens (`tenant_token`) of sessions at the hosts of tenants. They change when
        the operator rotates `MASTER_KEY`.
        """
        response = await _get_public_keys.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("PublicKeys", response.parsed)

    async def register_agent(
        self,
        *,
        body: NewAgent | Unset = UNSET,
    ) -> Agent:
        """Register an agent.

        Creates an account, its key and an email address that receives mail immediately. If one of them cannot be created, none is. Without a
        name, the address is `agent-` with eight random characters. Needs no key. At most 5 accounts an hour from one IP address (configurable).
        """
        response = await _register_agent.asyncio_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("Agent", response.parsed)

    async def create_key(
        self,
        *,
        body: NewApiKey | Unset = UNSET,
    ) -> ApiKey:
        """Create an account and its API key.

        Needs no key. At most 5 accounts an hour from one IP address (configurable).
        """
        response = await _create_key.asyncio_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("ApiKey", response.parsed)

    async def activate_backup_key(
        self,
        *,
        body: Rotation | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> ActivatedKey:
        """Activate the backup key.

        Makes the backup key the active key. The keys that were active, all sessions except the caller's, and links to sign in stop working
        before this call returns. Call it with the active key or with the backup key itself. `surviving` and `{"everything": true}` are as
        in `POST /v1/auth/keys/rotate`.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _activate_backup_key.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("ActivatedKey", response.parsed)

    async def generate_backup_key(
        self,
        *,
        body: NewBackupKey | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> BackupKey:
        """Generate a backup key.

        A backup key can only activate itself (`POST /v1/auth/keys/activate-backup`). An account has at most one.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _generate_backup_key.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("BackupKey", response.parsed)

    async def list_keys(
        self,
    ) -> Keys:
        """List the account's keys.

        Returns active, dormant and revoked keys without their secrets.
        """
        response = await _list_keys.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Keys", response.parsed)

    async def rotate_key(
        self,
        *,
        body: Rotation | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> RotatedKey:
        """Rotate the API key.

        Replaces the account's active keys. The old keys, all sessions except the caller's, and links to sign in stop working everywhere before
        this call returns, as do open invitations that the old keys sent. Of two concurrent rotations one succeeds.

        `surviving` lists what still has access or receives data: the backup key, keys of pods, keys for runs, people, webhooks, calendar
        feeds. With `{"everything": true}` these end too: keys together with the old key, webhooks and feeds as soon as their pods are
        notified, and runs with their keys; `pending_pods` lists pods that are not notified yet.

        The people of the account stay, with the recovery email. Check them in `GET /v1/members`: somebody who had the key can have added
        one, or changed an address.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _rotate_key.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("RotatedKey", response.parsed)

    async def sign_in(
        self,
        *,
        body: SignIn,
    ) -> LinkSent:
        """Request a link to sign in.

        Sends an email with one link to the address. The link signs in to the accounts of which the address is a member, such as those that have it
        as recovery email; the person chooses one of them. It names at most ten: first accounts to which a person has signed in before with this
        address, then the newest. The link works once, for 15 minutes. The reply and the time that it takes are the same if there is no such
        account. At the host of a tenant, the link signs in to the tenant only. At most 5 requests an hour for one address, and 30 from one IP address (configurable).
        """
        response = await _sign_in.asyncio_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("LinkSent", response.parsed)

    async def list_sessions(
        self,
    ) -> Sessions:
        """List sessions.

        Lists the people who are signed in to the account, latest first.
        """
        response = await _list_sessions.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Sessions", response.parsed)

    async def sign_out(
        self,
    ) -> EndedSession:
        """Sign out.

        Ends the caller's session. Its token stops working everywhere before this call returns.
        """
        response = await _sign_out.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("EndedSession", response.parsed)

    async def end_session(
        self,
        id: str,
    ) -> EndedSession:
        """End a session.

        The session's token stops working everywhere before this call returns. Sessions of owners are ended only by owners and by the account's
        key. With `require_second_principal`, only a signed-in person ends sessions of owners and admins.
        """
        response = await _end_session.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("EndedSession", response.parsed)

    async def verify_sign_in(
        self,
        *,
        token: str,
        account: str | Unset = UNSET,
    ) -> Any:
        """Sign in with a link.

        For programs. Starts a session of 24 hours and redirects to `/dashboard#session=<token>`. The token is a credential with the permissions of
        the person's role; browsers do not send the fragment of a URL. Emails link to `/sign-in?token=…` instead, a page for people with a
        button for each account; opening that page does not use the link. At the host of a tenant, the session works at this host only, and the
        URL also has `tenant_token`.
        """
        response = await _verify_sign_in.asyncio_detailed(
            client=self._client,
            token=token,
            account=account,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    async def create_key_alias(
        self,
        *,
        body: NewApiKey | Unset = UNSET,
    ) -> AliasedKey:
        """Create an account (older path).

        Does the same as `POST /v1/auth/keys`. In the reply the key is named `key`.
        """
        response = await _create_key_alias.asyncio_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("AliasedKey", response.parsed)

    async def get_authorization_server(
        self,
    ) -> AuthorizationServer:
        """Get the metadata of the authorization server.

        The metadata of RFC 8414, for OAuth clients. The authorization server is at the deployment's own host only.
        """
        response = await _get_authorization_server.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("AuthorizationServer", response.parsed)

    async def get_protected_resource(
        self,
    ) -> ProtectedResource:
        """Get the metadata of the API as a resource.

        The metadata of RFC 9728, for OAuth clients of the API.
        """
        response = await _get_protected_resource.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("ProtectedResource", response.parsed)

    async def get_mcp_protected_resource(
        self,
    ) -> ProtectedResource:
        """Get the metadata of the MCP server as a resource.

        The metadata of RFC 9728, for MCP clients.
        """
        response = await _get_mcp_protected_resource.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("ProtectedResource", response.parsed)

    async def authorize_device(
        self,
        *,
        body: DeviceAuthorization,
    ) -> DeviceAuthorizationReply:
        """Ask for access for a device.

        For clients without a browser, such as command lines (RFC 8628). Show `user_code` and `verification_uri` to the person, and poll
        `POST /oauth/token` every `interval` seconds. At most 30 requests an hour from one IP address (configurable).
        """
        response = await _authorize_device.asyncio_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("DeviceAuthorizationReply", response.parsed)

    async def introspect_token(
        self,
        *,
        body: IntrospectToken,
        x_environment: str | Unset = UNSET,
    ) -> Introspection:
        """Introspect an access token.

        Says whether an access token works, and what it may do (RFC 7662). The account's key, owners and admins can ask about all tokens of the
        account, a key of a pod about those of its pod. Other tokens are not active.
        """
        response = await _introspect_token.asyncio_detailed(
            client=self._client,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Introspection", response.parsed)

    async def register_client(
        self,
        *,
        body: NewClient | Unset = UNSET,
    ) -> RegisteredClient:
        """Register an OAuth client.

        For clients without a metadata document (RFC 7591). Nothing is stored: the id contains what was registered, sealed. So it cannot be
        changed or deleted; register again instead. Clients are public: one that asks for a secret gets none. People see the name together
        with the words that the client is not verified.
        """
        response = await _register_client.asyncio_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("RegisteredClient", response.parsed)

    async def revoke_token(
        self,
        *,
        body: RevokeToken,
    ) -> RevokedToken:
        """Revoke a token.

        Ends the grant of an access token or a refresh token, with all of its tokens, before this call returns (RFC 7009). A token that is
        unknown, or that is another client's, gets the same reply.
        """
        response = await _revoke_token.asyncio_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("RevokedToken", response.parsed)

    async def create_token(
        self,
        *,
        body: TokenRequest,
    ) -> Tokens:
        """Get tokens.

        Exchanges an authorization code, a refresh token or a device code. Clients are public: they have no secret, and PKCE with `S256` is
        required. A code works once, for 60 seconds; one that is sent again ends what it gave. Each refresh token works once and is replaced;
        for 30 seconds it gets the same successor again. One that is sent later ends the grant with all of its tokens.
        """
        response = await _create_token.asyncio_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("Tokens", response.parsed)

    async def list_oauth_grants(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> OauthGrants:
        """List grants of OAuth clients.

        Lists what the signed-in person has given OAuth clients, oldest first. With the account's key, lists those of all people of the account.
        """
        response = await _list_oauth_grants.asyncio_detailed(
            client=self._client,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("OauthGrants", response.parsed)

    async def end_oauth_grant(
        self,
        id: str,
    ) -> EndedOauthGrant:
        """End a grant of an OAuth client.

        The client's tokens stop working everywhere before this call returns, and its sockets are closed. A person ends own grants; the account's
        key ends those of all people of the account. Webhooks that the client created stay.
        """
        response = await _end_oauth_grant.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("EndedOauthGrant", response.parsed)

    async def list_accounts(
        self,
        *,
        q: str | Unset = UNSET,
        tier: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> ListedAccounts:
        """List accounts.

        Lists the accounts of the deployment with their usage of today, newest first. A search by name or email reads all accounts.
        """
        response = await _list_accounts.asyncio_detailed(
            client=self._client,
            q=q,
            tier=tier,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("ListedAccounts", response.parsed)

    async def update_account(
        self,
        id: str,
        *,
        body: AccountChanges | Unset = UNSET,
    ) -> UpdatedAccount:
        """Change an account's tier or ceilings.

        Ceilings bind the agents of all pods of the account, as those of a tenant bind its own. The changes apply to the next request. Needs
        `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment has no such token.
        """
        response = await _update_account.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
        )
        # Errors are raised before.
        return cast("UpdatedAccount", response.parsed)

    async def list_errors(
        self,
        *,
        hours: int | Unset = UNSET,
    ) -> CountedErrors:
        """Count recent errors.

        Counts the replies with an error by code and by hour, for seven days at most. Each instance of the worker reports every ten seconds at
        most, with its next error, so the newest may be missing. `request_id` finds the newest one in the log.
        """
        response = await _list_errors.asyncio_detailed(
            client=self._client,
            hours=hours,
        )
        # Errors are raised before.
        return cast("CountedErrors", response.parsed)

    async def get_income(
        self,
        *,
        limit: int | Unset = UNSET,
        before: str | Unset = UNSET,
    ) -> Income:
        """List payments to the deployment.

        Payments by x402, newest first. Entries are never changed or removed. Needs `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the
        deployment has no such token.
        """
        response = await _get_income.asyncio_detailed(
            client=self._client,
            limit=limit,
            before=before,
        )
        # Errors are raised before.
        return cast("Income", response.parsed)

    async def get_master_keys(
        self,
    ) -> MasterKeysReport:
        """Read the use of master keys.

        Counts the pods, credentials and addresses that depend on each key. Needs `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment
        has no such token.
        """
        response = await _get_master_keys.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("MasterKeysReport", response.parsed)

    async def reseal_pods(
        self,
        *,
        after: str | Unset = UNSET,
    ) -> Resealing:
        """Reseal pods with the current master key.

        Notifies up to 100 pods, in the order of their ids, to encrypt their data with the current key. Each pod works in the background. Active
        pods do so without this call, and every ten minutes the deployment notifies another 100 pods. `GET /admin/master-keys` shows the progress.
        Needs `Authorization: Bearer <ADMIN_TOKEN>`; 404 if the deployment has no such token.
        """
        response = await _reseal_pods.asyncio_detailed(
            client=self._client,
            after=after,
        )
        # Errors are raised before.
        return cast("Resealing", response.parsed)

    async def get_overview(
        self,
    ) -> Overview:
        """Read totals of the deployment.

        Reads a row for each account and each pod, so do not call it often.
        """
        response = await _get_overview.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Overview", response.parsed)

    async def create_operator_session(
        self,
    ) -> OperatorSession:
        """Start a session of the operator.

        Exchanges `ADMIN_TOKEN` for a token that works for 8 hours, for all operations of the operator except this one. It stops working when
        the deployment gets another `ADMIN_TOKEN`. At most 20 sessions are open at once: a new one ends the oldest.
        """
        response = await _create_operator_session.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("OperatorSession", response.parsed)

    async def end_operator_session(
        self,
    ) -> EndedOperatorSession:
        """End the operator's session.

        The token of the request stops working before this call returns.
        """
        response = await _end_operator_session.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("EndedOperatorSession", response.parsed)

    async def list_tenants(
        self,
        *,
        account_id: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> Tenants:
        """List tenants.

        Lists the tenants of the account; for the operator of the deployment, those of all accounts. Every account has a default tenant, its
        home pod. Deleted tenants are not listed.
        """
        response = await _list_tenants.asyncio_detailed(
            client=self._client,
            account_id=account_id,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("Tenants", response.parsed)

    async def create_tenant(
        self,
        *,
        body: NewTenant,
        account_id: str | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> Tenant:
        """Create a tenant.

        Creates a pod without a key: `POST /admin/tenants/{id}/keys` creates one. `TENANT_LIMIT` limits the tenants of an account, without its
        default tenant; disabled and deleted ones count until they are erased. The limit does not bind the operator, and `Idempotency-Key` is
        ignored for the operator.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_tenant.asyncio_detailed(
            client=self._client,
            body=body,
            account_id=account_id,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Tenant", response.parsed)

    async def get_tenant(
        self,
        id: str,
    ) -> Tenant:
        """Read a tenant.

        Returns a tenant that is not deleted. The id of the pod or of the environment names it, too.
        """
        response = await _get_tenant.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("Tenant", response.parsed)

    async def delete_tenant(
        self,
        id: str,
        *,
        purge: bool | Unset = UNSET,
    ) -> DeletedTenant:
        """Delete a tenant.

        The tenant's keys stop working before this call returns, its sockets are closed, and it refuses mail. Operations of tenants and
        environments no longer find it; `/v1/pods` shows it as suspended. Its data and its slug stay, and
        `POST /admin/tenants/{id}/restore` brings it back. The request can be repeated.

        With `?purge=true` the tenant and all its data are erased permanently. If that is interrupted, send the request again.
        """
        response = await _delete_tenant.asyncio_detailed(
            client=self._client,
            id=id,
            purge=purge,
        )
        # Errors are raised before.
        return cast("DeletedTenant", response.parsed)

    async def update_tenant(
        self,
        id: str,
        *,
        body: TenantChanges | Unset = UNSET,
    ) -> UpdatedTenant:
        """Update a tenant.

        The changes apply before this call returns. `disabled` suspends the tenant: its keys stop working, its sockets are closed, and it refuses
        mail; its data stays. If one ceiling is given, all three are replaced: those that are not given become empty, and `warning` names them. The
        slug cannot be changed, and the default tenant cannot be disabled.
        """
        response = await _update_tenant.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
        )
        # Errors are raised before.
        return cast("UpdatedTenant", response.parsed)

    async def get_ceiling(
        self,
        id: str,
    ) -> TenantCeiling:
        """Read the ceilings of a tenant.

        Returns the most that agents of the tenant may use. An empty list does not restrict.
        """
        response = await _get_ceiling.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("TenantCeiling", response.parsed)

    async def set_ceiling(
        self,
        id: str,
        *,
        body: NewCeiling | Unset = UNSET,
    ) -> TenantCeiling:
        """Set the ceilings of a tenant.

        Replaces all three lists. Those that are not given become empty, and `warning` names them; one is given at least.
        """
        response = await _set_ceiling.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
        )
        # Errors are raised before.
        return cast("TenantCeiling", response.parsed)

    async def remove_ceiling(
        self,
        id: str,
    ) -> TenantCeiling:
        """Remove the ceilings of a tenant.

        Empties all three lists: the tenant no longer restricts its agents.
        """
        response = await _remove_ceiling.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("TenantCeiling", response.parsed)

    async def create_tenant_key(
        self,
        id: str,
        *,
        body: NewPodKey | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> CreatedPodKey:
        """Create a key for a tenant.

        Does the same as `POST /v1/pods/{pod_id}/keys`, for the operator's own tenants too: without a label, the new key replaces all keys of the tenant,
        which stop working before this call returns. The key is shown only in this reply. The default tenant has the account's key.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_tenant_key.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("CreatedPodKey", response.parsed)

    async def restore_tenant(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> Tenant:
        """Restore a tenant.

        Brings a deleted tenant back. If it was disabled before, it still is; otherwise its keys work again, except those that were revoked in the
        meantime. A tenant that is not deleted stays as it is.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _restore_tenant.asyncio_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Tenant", response.parsed)

    async def check_ceiling(
        self,
        *,
        body: CheckCeiling | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> CheckedCeiling:
        """Check what agents may use.

        Says which tools, models and skills the agents of this pod may use now, and which bound refuses each of the others. A name may be used if
        the ceilings of the tenant and of the account allow it; a viewer may use nothing. An empty list of a ceiling does not restrict. But if two lists have no name in
        common, nothing may be used. A changed ceiling applies at once: check again before each use, or when a run begins. Changes nothing.
        """
        response = await _check_ceiling.asyncio_detailed(
            client=self._client,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CheckedCeiling", response.parsed)

    async def list_domains(
        self,
        *,
        environment_id: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentDomains:
        """List domains.

        Lists the domains of one environment, the oldest first, with the results of the last look-up of their records. The default environment
        includes the domains that were added with `POST /v1/stack`.
        """
        response = await _list_domains.asyncio_detailed(
            client=self._client,
            environment_id=environment_id,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentDomains", response.parsed)

    async def create_domain(
        self,
        *,
        body: NewEnvironmentDomain,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentDomain:
        """Add a domain to an environment.

        Returns the DNS records to set. The domain is yours as soon as `POST /api/v1/domains/{id}/verify` finds the ownership record. Then only
        this environment can claim addresses at it. The environment is that of the key, of the header `X-Environment`, or of
        `environment_id`; two that differ are refused.

        Adding a domain again returns it unchanged, with 200, also one that was added with `POST /v1/stack`, if it belongs to this environment.
        An account has at most 1 domain in the free tier and 10 in the paid tier, in all environments together.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_domain.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentDomain", response.parsed)

    async def get_domain(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentDomain:
        """Read a domain.

        Returns a domain with the results of the last look-up of its records. Without `X-Environment`, the account's key and persons can read
        the domains of all environments; a pod's key, those of its pod.
        """
        response = await _get_domain.asyncio_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentDomain", response.parsed)

    async def delete_domain(
        self,
        id: str,
        *,
        release_addresses: bool | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> DeletedEnvironmentDomain:
        """Delete a domain.

        Removes the domain from the account. While addresses exist at the domain, the request is refused, unless `release_addresses=true`
        releases them: then mail to them is refused, no mail can be sent from them, and received mail stays readable.
        """
        response = await _delete_domain.asyncio_detailed(
            client=self._client,
            id=id,
            release_addresses=release_addresses,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedEnvironmentDomain", response.parsed)

    async def verify_domain(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentDomain:
        """Verify a domain.

        Looks up all records and returns the results, as `POST /v1/stack/{id}/verify` does. If the ownership record is found, the domain is
        yours. Leave the record in place: it is checked daily.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _verify_domain.asyncio_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentDomain", response.parsed)

    async def list_environments(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> Environments:
        """List environments.

        Lists the environments of the account. Every account has a default environment, its home pod. Deleted environments are not listed.
        Members and viewers see those that they are assigned to.
        """
        response = await _list_environments.asyncio_detailed(
            client=self._client,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("Environments", response.parsed)

    async def create_environment(
        self,
        *,
        body: NewEnvironment,
        idempotency_key: str | Unset = UNSET,
    ) -> Environment:
        """Create an environment.

        Creates a pod without a key: `POST /v1/pods/{pod_id}/keys` creates one. `TENANT_LIMIT` limits the environments of an account, without its
        default environment; suspended and deleted ones count until they are erased.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_environment.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Environment", response.parsed)

    async def get_environment(
        self,
        id: str,
    ) -> Environment:
        """Read an environment.

        Returns an environment that is not deleted. The id of the pod or of the tenant names it, too.
        """
        response = await _get_environment.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("Environment", response.parsed)

    async def delete_environment(
        self,
        id: str,
        *,
        purge: bool | Unset = UNSET,
    ) -> DeletedEnvironment:
        """Delete an environment.

        The environment's keys stop working before this call returns, its sockets are closed, and it refuses mail. Operations of environments
        and tenants no longer find it; `/v1/pods` shows it as suspended. Its data and its slug stay, and
        `POST /api/v1/environments/{id}/restore` brings it back. The request can be repeated.

        With `?purge=true` the environment and all its data are erased permanently. If that is interrupted, send the request again.
        """
        response = await _delete_environment.asyncio_detailed(
            client=self._client,
            id=id,
            purge=purge,
        )
        # Errors are raised before.
        return cast("DeletedEnvironment", response.parsed)

    async def update_environment(
        self,
        id: str,
        *,
        body: EnvironmentChanges | Unset = UNSET,
    ) -> Environment:
        """Update an environment.

        Changes the name and the metadata. The slug cannot be changed.
        """
        response = await _update_environment.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
        )
        # Errors are raised before.
        return cast("Environment", response.parsed)

    async def reassign_environment(
        self,
        id: str,
        *,
        body: Reassignment,
        idempotency_key: str | Unset = UNSET,
    ) -> Job:
        """Reassign the inboxes of a deleted environment.

        Moves all inboxes of a deleted environment with their mail, rules and domains into another environment of the account, in the background;
        `GET /api/v1/jobs/{id}` says how far that is. Until all received mail has been copied, the inboxes belong to the deleted environment and
        refuse mail; then they belong to the other one and accept mail. What does not move stays in the deleted environment. `docs/ENVIRONMENTS.md`
        lists what moves.

        While the job runs, the environment cannot be restored, and neither of the two can be erased. A job that fails changes nothing; a new
        one can be started. The same request while the job runs returns that job.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _reassign_environment.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Job", response.parsed)

    async def restore_environment(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> Environment:
        """Restore an environment.

        Brings a deleted environment back with the status that it had: if that was `active`, its keys work again, except those that were revoked
        in the meantime. An environment that is not deleted stays as it is.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _restore_environment.asyncio_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Environment", response.parsed)

    async def get_job(
        self,
        id: str,
    ) -> Job:
        """Read a job.

        Returns a job of the account. The latest 100 finished jobs are kept.
        """
        response = await _get_job.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("Job", response.parsed)

    async def list_environment_members(
        self,
        id: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> EnvironmentMembers:
        """List the members of an environment.

        Lists the people who are assigned to the environment, the oldest assignment first.
        """
        response = await _list_environment_members.asyncio_detailed(
            client=self._client,
            id=id,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("EnvironmentMembers", response.parsed)

    async def add_environment_member(
        self,
        id: str,
        *,
        body: NewEnvironmentMember,
        idempotency_key: str | Unset = UNSET,
    ) -> EnvironmentMember:
        """Assign a member to an environment.

        The person can act there with the next request: send the session and `X-Environment`. Assigning again changes nothing. Owners and
        admins reach all environments without it.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _add_environment_member.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("EnvironmentMember", response.parsed)

    async def remove_environment_member(
        self,
        id: str,
        member_id: str,
    ) -> RemovedEnvironmentMember:
        """Remove a member from an environment.

        The person can no longer act there, and the person's sockets there are closed, before this call returns. The person stays a member of the
        account.
        """
        response = await _remove_environment_member.asyncio_detailed(
            client=self._client,
            id=id,
            member_id=member_id,
        )
        # Errors are raised before.
        return cast("RemovedEnvironmentMember", response.parsed)

    async def list_invitations(
        self,
    ) -> Invitations:
        """List open invitations.

        Lists invitations that are neither accepted nor expired, oldest first.
        """
        response = await _list_invitations.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Invitations", response.parsed)

    async def create_invitation(
        self,
        *,
        body: NewMember,
        idempotency_key: str | Unset = UNSET,
    ) -> AccountInvitation:
        """Invite a person.

        Sends an email with a link to a page with a button. The person who presses it becomes a member, and is signed in. The link works
        once, for 7 days (of an owner or an admin: 24 hours), as long as the key or the person that sent it may still do so. A second
        invitation to the same address replaces the first.

        An account can have 100 open invitations and 1,000 people. It can send 100 invitations a day, 10 a day before one of its owners has
        signed in, and 5 a day to one address; all accounts together can send 20 a day to one address. Each counts as one email of the
        account's allowance. Above a limit, the reply is 429.

        Owners are invited only by owners and by the account's key. With `require_second_principal`, only a signed-in person invites owners
        and admins. An address of the account itself is nobody's: keys that read its mail could accept the invitation.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_invitation.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("AccountInvitation", response.parsed)

    async def revoke_invitation(
        self,
        id: str,
    ) -> RevokedInvitation:
        """Revoke an invitation.

        Its link stops working before this call returns. Needs what inviting the person needs.
        """
        response = await _revoke_invitation.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("RevokedInvitation", response.parsed)

    async def list_members(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> Members:
        """List members.

        Lists the people of the account, oldest first. The owner of the account's recovery email is one of them.
        """
        response = await _list_members.asyncio_detailed(
            client=self._client,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("Members", response.parsed)

    async def create_member(
        self,
        *,
        body: NewMember,
        idempotency_key: str | Unset = UNSET,
    ) -> AccountInvitation:
        """Invite a member.

        The same as `POST /v1/invitations`: the person becomes a member by accepting the invitation.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_member.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("AccountInvitation", response.parsed)

    async def leave_account(
        self,
    ) -> RemovedMember:
        """Leave the account.

        Removes the signed-in person from the account. The person's sessions and sockets end before this call returns.
        """
        response = await _leave_account.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("RemovedMember", response.parsed)

    async def remove_member(
        self,
        id: str,
    ) -> RemovedMember:
        """Remove a member.

        The person's sessions and sockets end before this call returns, and invitations that the person sent no longer work. Keys that the
        person made stay. Owners are removed only by owners and by the account's key. With `require_second_principal`, only a signed-in
        person removes an owner or an admin.
        """
        response = await _remove_member.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("RemovedMember", response.parsed)

    async def update_member(
        self,
        id: str,
        *,
        body: MemberChanges | Unset = UNSET,
    ) -> Member:
        """Update a member.

        The change has effect before this call returns, also on open sockets. Owners are changed, and made, only by owners and by the account's
        key. With `require_second_principal`, only a signed-in person changes who is an owner or an admin. The last owner who can sign in
        stays an owner.
        """
        response = await _update_member.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
        )
        # Errors are raised before.
        return cast("Member", response.parsed)

    async def list_agent_types(
        self,
        org: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> RunAgentTypes:
        """List the types of agents.

        Lists the types of agents that this version knows, and those that the configurations of the environment's runners add. A type that no
        runner can start has no `runners`.
        """
        response = await _list_agent_types.asyncio_detailed(
            client=self._client,
            org=org,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RunAgentTypes", response.parsed)

    async def list_run_api_keys(
        self,
        org: str,
    ) -> RunApiKeys:
        """List the API keys for runs.

        Returns the keys of all environments of the account that work, without their secrets.
        """
        response = await _list_run_api_keys.asyncio_detailed(
            client=self._client,
            org=org,
        )
        # Errors are raised before.
        return cast("RunApiKeys", response.parsed)

    async def create_run_api_key(
        self,
        org: str,
        *,
        body: NewRunApiKey,
        idempotency_key: str | Unset = UNSET,
    ) -> CreatedRunApiKey:
        """Create an API key for runs.

        A program manages runs with it, at `/api/v1/ext/orgs/{org}/pods`. It starts agents on your runners: give it to programs that you trust.
        The key is shown only in this reply. An environment can have 100.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_run_api_key.asyncio_detailed(
            client=self._client,
            org=org,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("CreatedRunApiKey", response.parsed)

    async def delete_run_api_key(
        self,
        org: str,
        id: str,
    ) -> DeletedRunApiKey:
        """Delete an API key for runs.

        The key stops working before this call returns, and so do the keys of the runs that were created with it.
        """
        response = await _delete_run_api_key.asyncio_detailed(
            client=self._client,
            org=org,
            id=id,
        )
        # Errors are raised before.
        return cast("DeletedRunApiKey", response.parsed)

    async def list_runs(
        self,
        org: str,
        *,
        status: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        offset: int | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> RunList:
        """List runs.

        Lists the runs of the key's environment, the newest first. Runs stay in the list for 90 days after their end.
        """
        response = await _list_runs.asyncio_detailed(
            client=self._client,
            org=org,
            status=status,
            limit=limit,
            offset=offset,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RunList", response.parsed)

    async def create_run(
        self,
        org: str,
        *,
        body: NewRun,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> OneRun:
        """Create a run.

        Starts an agent on a runner. The reply comes at once, with the status `creating`; the run is `running` when its runner has started it.
        If the runner is away, the run waits for it for 10 minutes and then fails with `runner_offline`. The run gets a key of its own for this
        API (`WARREN_API_KEY`) that ends with it. A run also ends when the key that created it is revoked.

        Unknown fields are refused. An environment can have 1,000 runs that have not ended.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_run.asyncio_detailed(
            client=self._client,
            org=org,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("OneRun", response.parsed)

    async def get_run(
        self,
        org: str,
        key: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> OneRun:
        """Get a run.

        For a run with `max_spend_usdc`, the reply also says what it has spent and holds.
        """
        response = await _get_run.asyncio_detailed(
            client=self._client,
            org=org,
            key=key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("OneRun", response.parsed)

    async def list_run_files(
        self,
        org: str,
        key: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> RunFiles:
        """List the files of a run.

        Lists what the run added, changed and deleted: in a worktree compared with its beginning, in a temporary directory everything. Files
        arrive when the run ends, at most 200 and 100 MiB, and are stored for 30 days.
        """
        response = await _list_run_files.asyncio_detailed(
            client=self._client,
            org=org,
            key=key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RunFiles", response.parsed)

    async def get_run_file(
        self,
        org: str,
        key: str,
        id: int,
        *,
        x_environment: str | Unset = UNSET,
    ) -> File:
        """Download a file of a run.

        Returns the file as the run left it. The response headers make browsers save it, not show it.
        """
        response = await _get_run_file.asyncio_detailed(
            client=self._client,
            org=org,
            key=key,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("File", response.parsed)

    async def send_run_input(
        self,
        org: str,
        key: str,
        *,
        body: RunInput,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> TakenInput:
        """Type into a run's terminal.

        The runner writes the text to the terminal, in the order of the requests. If the runner is away or the run has not started yet, it
        does so later. At most 1 MiB waits.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _send_run_input.asyncio_detailed(
            client=self._client,
            org=org,
            key=key,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("TakenInput", response.parsed)

    async def get_run_output(
        self,
        org: str,
        key: str,
        *,
        since: int | Unset = UNSET,
        limit: int | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> RunOutput:
        """Read the output of a run.

        Returns what the agent's terminal showed, from the byte `since` on. A page ends between two characters. While the run goes on, ask
        again with `next`. At most 64 MiB of a run are stored, for 30 days after its end.
        """
        response = await _get_run_output.asyncio_detailed(
            client=self._client,
            org=org,
            key=key,
            since=since,
            limit=limit,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RunOutput", response.parsed)

    async def send_run_prompt(
        self,
        org: str,
        key: str,
        *,
        body: RunPrompt,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> TakenInput:
        """Give a run a further task.

        Types the task into the agent's terminal, and then Enter. A task of several lines is typed as terminals paste it (bracketed paste), so
        that agents take it as one.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _send_run_prompt.asyncio_detailed(
            client=self._client,
            org=org,
            key=key,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("TakenInput", response.parsed)

    async def terminate_run(
        self,
        org: str,
        key: str,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> TerminatedRun:
        """Terminate a run.

        The agent gets the signal TERM, and 10 seconds later it and everything it has started are killed. The run is `terminating` until its
        last output is stored, then `terminated`. Its key stops working at once. A run that has ended does not change.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _terminate_run.asyncio_detailed(
            client=self._client,
            org=org,
            key=key,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("TerminatedRun", response.parsed)

    async def list_repositories(
        self,
        org: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Repositories:
        """List repositories."""
        response = await _list_repositories.asyncio_detailed(
            client=self._client,
            org=org,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Repositories", response.parsed)

    async def create_repository(
        self,
        org: str,
        *,
        body: NewRepository,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> OneRepository:
        """Add a repository.

        Gives a repository an id, so that runs can work in it. A runner works in it only if its own configuration has a repository of the same
        name; credentials for git stay there. An environment can have 1,000.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_repository.asyncio_detailed(
            client=self._client,
            org=org,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("OneRepository", response.parsed)

    async def delete_repository(
        self,
        org: str,
        id: int,
        *,
        x_environment: str | Unset = UNSET,
    ) -> DeletedRepository:
        """Delete a repository.

        Runs cannot name it any more. Runs that were created with it go on.
        """
        response = await _delete_repository.asyncio_detailed(
            client=self._client,
            org=org,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedRepository", response.parsed)

    async def list_runners(
        self,
        org: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Runners:
        """List runners.

        Lists the runners of the key's environment, the oldest first: at most 100.
        """
        response = await _list_runners.asyncio_detailed(
            client=self._client,
            org=org,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Runners", response.parsed)

    async def create_runner_token(
        self,
        org: str,
        *,
        body: NewRunnerToken | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> RunnerToken:
        """Create a token for a runner.

        A runner registers with it once: `warren-runner --server URL --token TOKEN`. An environment can have 100 tokens that were not used.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_runner_token.asyncio_detailed(
            client=self._client,
            org=org,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RunnerToken", response.parsed)

    async def delete_runner(
        self,
        org: str,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> RemovedRunner:
        """Remove a runner.

        Its key stops working and its connection is closed before this call returns. Its runs that have not ended are `lost`; the runner ends
        them when it hears that its key does not work.
        """
        response = await _delete_runner.asyncio_detailed(
            client=self._client,
            org=org,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RemovedRunner", response.parsed)

    async def register_runner(
        self,
        *,
        body: NewRunner,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> RegisteredRunner:
        """Register a runner.

        The runner sends its token as the bearer, and gets a key of its own. A token can be used once; the same request with the same
        `Idempotency-Key` gets the same reply for 10 minutes.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _register_runner.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RegisteredRunner", response.parsed)

    async def list_api_inboxes(
        self,
        *,
        environment_id: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentInboxes:
        """List inboxes.

        Lists the inboxes of one environment, the oldest first. These are all its addresses, also those that were claimed with
        `POST /v1/email/claim`. A key that is restricted to some addresses sees these only.
        """
        response = await _list_api_inboxes.asyncio_detailed(
            client=self._client,
            environment_id=environment_id,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentInboxes", response.parsed)

    async def create_api_inbox(
        self,
        *,
        body: NewEnvironmentInbox | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentInbox:
        """Create an inbox.

        Claims an address for an environment. The environment is that of the key, of the header `X-Environment`, or of `environment_id`; two
        that differ are refused. The account's key and persons can name any environment of the account. An account can have 10 addresses
        (free) or 100 (paid). Reserved names and domains are those of `POST /v1/email/claim`.

        With a `client_id` that an inbox of the environment has, the reply is that inbox, with 200.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_api_inbox.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentInbox", response.parsed)

    async def get_api_inbox(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentInbox:
        """Read an inbox.

        Without `X-Environment`, the account's key and persons can read every inbox of the account; a pod's key, those of its pod.
        """
        response = await _get_api_inbox.asyncio_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentInbox", response.parsed)

    async def delete_api_inbox(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> DeletedEnvironmentInbox:
        """Delete an inbox.

        Deletes the inbox with its mail, rules and webhooks permanently; queued mail is not sent any more. Mail to the address is refused from
        the beginning. If the request is interrupted, the deletion is finished within some minutes; the request can be repeated. The account can claim the address again immediately and finds it empty,
        other accounts after 90 days. A key that is restricted to addresses cannot delete inboxes.
        """
        response = await _delete_api_inbox.asyncio_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedEnvironmentInbox", response.parsed)

    async def update_api_inbox(
        self,
        id: str,
        *,
        body: EnvironmentInboxPatch | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> EnvironmentInbox:
        """Change an inbox.

        Changes the display name, which applies to mail that is sent afterwards.
        """
        response = await _update_api_inbox.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EnvironmentInbox", response.parsed)

    async def list_api_drafts(
        self,
        id: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> InboxDrafts:
        """List the drafts of an inbox.

        Lists messages from this inbox that are held until the account releases or rejects them.
        """
        response = await _list_api_drafts.asyncio_detailed(
            client=self._client,
            id=id,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("InboxDrafts", response.parsed)

    async def create_api_draft(
        self,
        id: str,
        *,
        body: NewMailOrBody,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentMail:
        """Create a draft.

        Stores a message from this inbox that is held until the account releases it: `POST /v1/pods/{pod_id}/drafts/{id}/release`. The fields
        are those of `POST /v1/email/send`, without `from`.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_api_draft.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentMail", response.parsed)

    async def list_api_messages(
        self,
        id: str,
        *,
        unread: bool | Unset = UNSET,
        thread_id: str | Unset = UNSET,
        from_: str | Unset = UNSET,
        blocked: bool | Unset = UNSET,
        label: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Messages:
        """List the messages of an inbox.

        Lists messages, newest first, each with the beginning of its text. Mail that a rule filed is listed with `?blocked=true` only. The
        mail of an environment is read with its own keys; the account's key reads that of the default environment.
        """
        response = await _list_api_messages.asyncio_detailed(
            client=self._client,
            id=id,
            unread=unread,
            thread_id=thread_id,
            from_=from_,
            blocked=blocked,
            label=label,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Messages", response.parsed)

    async def get_api_message(
        self,
        id: str,
        message_id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> EmailMessageFull:
        """Read a message of an inbox.

        Returns the message and marks it as read, as `GET /v1/email/messages/{id}` does.
        """
        response = await _get_api_message.asyncio_detailed(
            client=self._client,
            id=id,
            message_id=message_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EmailMessageFull", response.parsed)

    async def reply_to_api_message(
        self,
        id: str,
        message_id: str,
        *,
        body: NewMailOrBody,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentMail:
        """Reply to a message of an inbox.

        As `POST /v1/email/messages/{id}/reply`: `to`, `subject` and `in_reply_to` have defaults.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _reply_to_api_message.asyncio_detailed(
            client=self._client,
            id=id,
            message_id=message_id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentMail", response.parsed)

    async def send_api_message(
        self,
        id: str,
        *,
        body: NewMailOrBody,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentMail:
        """Send from an inbox.

        As `POST /v1/email/send`, with the sender in the path. The name of the sender is the inbox's `display_name`, unless `from` has another
        name.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _send_api_message.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentMail", response.parsed)

    async def list_api_threads(
        self,
        id: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Threads:
        """List the conversations of an inbox.

        Lists conversations, those with the latest messages first, and counts the messages in this inbox only.
        """
        response = await _list_api_threads.asyncio_detailed(
            client=self._client,
            id=id,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Threads", response.parsed)

    async def get_api_thread(
        self,
        id: str,
        thread_id: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> FullThread:
        """Read a conversation of an inbox.

        Returns its received and sent messages in this inbox without their full texts, the oldest first. No message is marked as read.
        """
        response = await _get_api_thread.asyncio_detailed(
            client=self._client,
            id=id,
            thread_id=thread_id,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("FullThread", response.parsed)

    async def get_badge(
        self,
        agent: str,
        *,
        style: str | Unset = UNSET,
    ) -> str:
        """Get an agent's badge.

        Returns the trust score as an SVG picture. Needs no key. Caches may store it for five minutes.
        """
        response = await _get_badge.asyncio_detailed(
            client=self._client,
            agent=agent,
            style=style,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    async def get_badge_score(
        self,
        agent: str,
        *,
        format_: str | Unset = UNSET,
    ) -> Badge | PublicScore:
        """Read a public trust score.

        Returns the score from 0 to 100 with its parts. docs/TRUST.md has the formula and defines `atfLevel`, `confidence` and `trend`.
        `?format=shields` returns the format of shields.io. Caches may store it for five minutes.
        """
        response = await _get_badge_score.asyncio_detailed(
            client=self._client,
            agent=agent,
            format_=format_,
        )
        # Errors are raised before.
        return cast("Badge | PublicScore", response.parsed)

    async def report_events(
        self,
        *,
        body: EventBatch | list[BehaviourEvent],
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> ReportedEvents:
        """Report agent events.

        Accepts an array of events, or an object with the array in `events`: at most 100 in a request and 1,000 a day for an account. The
        events count towards the account's trust score on the day of the report, with a low weight because nobody else can confirm them.
        `errors` lists rejected events; the others are recorded. An `event_id` that was reported within the last week counts as a duplicate.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _report_events.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("ReportedEvents", response.parsed)

    async def get_trust_score(
        self,
        *,
        agent_id: str,
    ) -> TrustScore:
        """Read or buy a trust score.

        Returns a score from 0 to 1000, computed from what the account did in the last 90 days. docs/TRUST.md has the formula.

        Free with any key. Without a key it costs 0.01 USDC, if the deployment accepts payments (x402): the first reply is 402 with `accepts`
        and the header `PAYMENT-REQUIRED`; the payment is sent in `X-PAYMENT` or `PAYMENT-SIGNATURE`. The same payment returns the same
        score again.
        """
        response = await _get_trust_score.asyncio_detailed(
            client=self._client,
            agent_id=agent_id,
        )
        # Errors are raised before.
        return cast("TrustScore", response.parsed)

    async def get_trust(
        self,
        agent_id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> TrustScore:
        """Read a trust score.

        Returns the same score as `GET /v1/trust/score`. Needs a key.
        """
        response = await _get_trust.asyncio_detailed(
            client=self._client,
            agent_id=agent_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("TrustScore", response.parsed)

    async def list_scim_groups(
        self,
        *,
        filter_: str | Unset = UNSET,
        sort_by: str | Unset = UNSET,
        sort_order: str | Unset = UNSET,
        start_index: int | Unset = UNSET,
        count: int | Unset = UNSET,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimList:
        """List groups.

        Lists the environments of the account, the default one included. A filter compares `id`, `displayName`, `externalId` and `members`.
        With `X-Tenant-Slug`, only that tenant is listed. A page ends before `count` groups when they have 10,000 members together;
        `excludedAttributes=members` lists large groups at once.
        """
        response = await _list_scim_groups.asyncio_detailed(
            client=self._client,
            filter_=filter_,
            sort_by=sort_by,
            sort_order=sort_order,
            start_index=start_index,
            count=count,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimList", response.parsed)

    async def create_scim_group(
        self,
        *,
        body: ScimGroup,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimGroup:
        """Create a group.

        Creates an environment of that name and assigns the members to it. If an environment of that name was a group before and the group was
        deleted, it is a group again. Counts against the account's environments.
        """
        response = await _create_scim_group.asyncio_detailed(
            client=self._client,
            body=body,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimGroup", response.parsed)

    async def get_scim_group(
        self,
        id: str,
        *,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimGroup:
        """Read a group.

        Returns an environment and the members who are assigned to it.
        """
        response = await _get_scim_group.asyncio_detailed(
            client=self._client,
            id=id,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimGroup", response.parsed)

    async def replace_scim_group(
        self,
        id: str,
        *,
        body: ScimGroup,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimGroup:
        """Replace a group.

        Replaces the name, the external id and the members. Whoever is no longer a member has no access to the environment before this call
        returns. With `If-Match`, nothing is changed if the group has another version.
        """
        response = await _replace_scim_group.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimGroup", response.parsed)

    async def delete_scim_group(
        self,
        id: str,
    ) -> Any:
        """Delete a group.

        Removes all assignments to the environment before this call returns. The environment and its data stay; it is no group until one of
        its name is created.
        """
        response = await _delete_scim_group.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    async def update_scim_group(
        self,
        id: str,
        *,
        body: ScimPatch,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> Any | ScimGroup:
        """Change a group.

        Changes the name and the external id, and adds, removes and replaces members (RFC 7644, 3.5.2), at most 100 operations, of which the later prevail. Members are
        removed by `members[value eq "…"]`, or by the path `members` with a list in `value`. Returns no body, unless the query names
        attributes: a group can have many members.
        """
        response = await _update_scim_group.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("Any | ScimGroup", response.parsed)

    async def list_scim_resource_types(
        self,
    ) -> ScimList:
        """List the types of resources.

        There are two: `User` and `Group` (RFC 7643, 6).
        """
        response = await _list_scim_resource_types.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("ScimList", response.parsed)

    async def get_scim_resource_type(
        self,
        id: str,
    ) -> ScimResourceType:
        """Get a resource type.

        Returns the endpoint of a type and its schemas (RFC 7643, 6).
        """
        response = await _get_scim_resource_type.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("ScimResourceType", response.parsed)

    async def list_scim_schemas(
        self,
    ) -> ScimList:
        """List the schemas.

        Returns the attributes of users and groups (RFC 7643, 7).
        """
        response = await _list_scim_schemas.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("ScimList", response.parsed)

    async def get_scim_schema(
        self,
        id: str,
    ) -> ScimSchema:
        """Read a schema.

        Returns the attributes of a schema (RFC 7643, 7).
        """
        response = await _get_scim_schema.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("ScimSchema", response.parsed)

    async def get_scim_service_provider_config(
        self,
    ) -> ScimServiceProviderConfig:
        """Read what the deployment supports.

        Returns the parts of SCIM that are supported (RFC 7643, 5): `PATCH`, filters, sorting and versions; no bulk operations.
        """
        response = await _get_scim_service_provider_config.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("ScimServiceProviderConfig", response.parsed)

    async def list_scim_users(
        self,
        *,
        filter_: str | Unset = UNSET,
        sort_by: str | Unset = UNSET,
        sort_order: str | Unset = UNSET,
        start_index: int | Unset = UNSET,
        count: int | Unset = UNSET,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimList:
        """List users.

        Lists the people of the account, with those who cannot sign in. Each is shown with at most 1,000 groups, and a page ends before `count`
        users when they have 10,000 groups together. A filter compares `id`, `userName`, `externalId`, `displayName`,
        `active` and `emails`. With `X-Tenant-Slug`, only those who are assigned to that tenant are listed.
        """
        response = await _list_scim_users.asyncio_detailed(
            client=self._client,
            filter_=filter_,
            sort_by=sort_by,
            sort_order=sort_order,
            start_index=start_index,
            count=count,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimList", response.parsed)

    async def create_scim_user(
        self,
        *,
        body: ScimUser,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimUser:
        """Create a user.

        Adds a person to the account, with the role `member`. The person can sign in with a link that is sent to the primary email address,
        unless `active` is false. `roles` and `password` are ignored. With `X-Tenant-Slug`, the person is also assigned to that tenant.
        An account can have 1,000 people.
        """
        response = await _create_scim_user.asyncio_detailed(
            client=self._client,
            body=body,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimUser", response.parsed)

    async def get_scim_user(
        self,
        id: str,
        *,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimUser:
        """Read a user.

        Returns a person of the account.
        """
        response = await _get_scim_user.asyncio_detailed(
            client=self._client,
            id=id,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimUser", response.parsed)

    async def replace_scim_user(
        self,
        id: str,
        *,
        body: ScimUser,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimUser:
        """Replace a user.

        Replaces all attributes that SCIM can change; those that the body does not have are removed, except `active`, which stays. A person who
        can no longer sign in, or gets another email address, is signed out everywhere before this call returns. The last owner who can sign
        in stays one. The email address of an owner or admin cannot be changed. With `If-Match`, nothing is changed if the user has another
        version.
        """
        response = await _replace_scim_user.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimUser", response.parsed)

    async def delete_scim_user(
        self,
        id: str,
    ) -> Any:
        """Delete a user.

        Removes the person from the account and signs the person out everywhere before this call returns. The last owner who can sign in
        cannot be removed. With `X-Tenant-Slug`, the person is only taken off that tenant.
        """
        response = await _delete_scim_user.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("Any", response.parsed)

    async def update_scim_user(
        self,
        id: str,
        *,
        body: ScimPatch,
        attributes: str | Unset = UNSET,
        excluded_attributes: str | Unset = UNSET,
    ) -> ScimUser:
        """Change a user.

        Adds, replaces and removes attributes (RFC 7644, 3.5.2), at most 100 operations. `op` is read in any case, operations without `path`
        name the attributes in `value`, and booleans can be text. All operations are done, or none. `"active": false` signs the person out
        everywhere before this call returns. The last owner who can sign in stays one. The email address of an owner or admin cannot be changed.
        """
        response = await _update_scim_user.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            attributes=attributes,
            excluded_attributes=excluded_attributes,
        )
        # Errors are raised before.
        return cast("ScimUser", response.parsed)

    async def list_scim_tokens(
        self,
    ) -> ScimTokens:
        """List SCIM tokens.

        Returns the account's tokens without their secrets.
        """
        response = await _list_scim_tokens.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("ScimTokens", response.parsed)

    async def create_scim_token(
        self,
        *,
        body: NewScimToken | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> CreatedScimToken:
        """Create a SCIM token.

        An identity provider manages the people of the account and their environments with it, at `/scim/v2`. It gives access to nothing else.
        Only the account's key and owners create one; an account can have 10. The token is shown only in this reply. A token that an owner
        made ends when that person is no longer an owner who can sign in; one that the account's key made stays.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_scim_token.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("CreatedScimToken", response.parsed)

    async def revoke_scim_token(
        self,
        id: str,
    ) -> RevokedScimToken:
        """Revoke a SCIM token.

        The token stops working before this call returns. The people and environments that it made stay.
        """
        response = await _revoke_scim_token.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("RevokedScimToken", response.parsed)

    async def get_account(
        self,
    ) -> Account:
        """Read the account.

        Returns the account of the key or session. Members and viewers see neither its emails nor its key.
        """
        response = await _get_account.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Account", response.parsed)

    async def set_operator_email(
        self,
        *,
        body: NewAccountEmail,
        idempotency_key: str | Unset = UNSET,
    ) -> OperatorEmail:
        """Set the operator email.

        Sets the address that receives requests for approvals and credentials. A link that confirms the address is sent to it; it works once,
        within 24 hours. No other email is sent before the address is confirmed. The account's recovery email needs no link once a person
        has signed in with it. To get another link, set the same address again: at most 5 links a day for an address and 10 for an account;
        above that the address is set without an email.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _set_operator_email.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("OperatorEmail", response.parsed)

    async def set_recovery_email(
        self,
        *,
        body: NewAccountEmail,
        idempotency_key: str | Unset = UNSET,
    ) -> RecoveryEmail:
        """Set the recovery email.

        Sets the address of the account's first owner, who can sign in with it. If the caller is the owner of the present one, the owner gets
        the new address. Otherwise the owner of the present one is removed, and the reader of the new one becomes an owner. If the address
        changes, links and invitations that were sent and all sessions except the caller's stop working before this call returns. The account
        counts as verified again once a person has signed in with the new address. An address of the account itself is refused: keys that read
        its mail could sign in.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _set_recovery_email.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("RecoveryEmail", response.parsed)

    async def set_account_slug(
        self,
        *,
        body: NewAccountSlug,
    ) -> AccountSlug:
        """Set the account's slug.

        The slug names the account in paths such as `/api/v1/ext/orgs/{org}/pods`, beside its id. It is unique in the
        deployment and set once. Paths with the slug work at once in the default environment, and within a minute in others.
        """
        response = await _set_account_slug.asyncio_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("AccountSlug", response.parsed)

    async def get_me(
        self,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Me:
        """Find out who you are.

        Returns the account, the pod and the permissions of the credential. Every key, session and OAuth access token can call this, whatever its
        permissions are. People name another pod than the home pod with `X-Environment`; without `mail:read` there, `addresses` is empty.
        """
        response = await _get_me.asyncio_detailed(
            client=self._client,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Me", response.parsed)

    async def list_approvals(
        self,
        *,
        status: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Approvals:
        """List approvals.

        A pod's key lists the approvals that the pod requested. The account lists those of all its pods.
        """
        response = await _list_approvals.asyncio_detailed(
            client=self._client,
            status=status,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Approvals", response.parsed)

    async def get_approval(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> ApprovalRequest:
        """Read an approval.

        A pod's key reads only approvals that the pod requested.
        """
        response = await _get_approval.asyncio_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("ApprovalRequest", response.parsed)

    async def approve(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> Resolved:
        """Approve a charge.

        Makes the charge or the hold now, even if it exceeds the caps. It counts against them. Needs the account's key or a session.

        A charge of a run cannot be approved beyond `max_spend_usdc` of the run or of a run above it, or if a ceiling does not allow the run's
        agent any more. It continues to wait.

        With `require_second_principal`, a key cannot approve a charge that it requested itself, or one that was requested before the key
        became active; a signed-in person can.

        Sends `approval.resolved` to the sockets and webhooks of the pod and of the account.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _approve.asyncio_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Resolved", response.parsed)

    async def reject(
        self,
        id: str,
        *,
        body: ApprovalRejection | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> Resolved:
        """Reject a charge.

        Nothing is spent. Needs the account's key or a session. The key that requested the charge may also withdraw it in this way.
        Sends `approval.resolved` as an approval does.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _reject.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Resolved", response.parsed)

    async def get_budget(
        self,
        *,
        pod_id: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> BudgetState:
        """Read a budget.

        Returns caps, settings, and what is left. With a pod's key: the pod's budget. With the account's key: the account's, or that of the
        pod in `pod_id`. Days, ISO weeks and months are in UTC. Amounts are in atomic USDC: 1,000,000 are 1.00 USDC.
        """
        response = await _get_budget.asyncio_detailed(
            client=self._client,
            pod_id=pod_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("BudgetState", response.parsed)

    async def set_budget(
        self,
        *,
        body: BudgetChanges | Unset = UNSET,
    ) -> UpdatedBudget:
        """Set the account's caps and settings.

        The account's caps limit all of its pods together; `PATCH /v1/pods/{pod_id}` sets the caps of one pod. The daily cap is at most the
        weekly one, and the weekly cap at most the monthly one. Money that is spent already counts against a new cap.

        Needs the account's key, or a session of an owner or an admin. With `require_second_principal`, a key can only lower caps; a signed-in person can raise them and end this
        mode. Unknown fields are always refused.
        """
        response = await _set_budget.asyncio_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("UpdatedBudget", response.parsed)

    async def get_budget_history(
        self,
        *,
        limit: int | Unset = UNSET,
        before: str | Unset = UNSET,
        pod_id: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SpendingHistory:
        """Read the ledger.

        Lists what was spent and refunded, newest first. With a pod's key: the pod's entries. With the account's key: those of the account
        and all its pods, or of the pod in `pod_id`. Entries are never changed or removed; a refund is an entry of its own.
        """
        response = await _get_budget_history.asyncio_detailed(
            client=self._client,
            limit=limit,
            before=before,
            pod_id=pod_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SpendingHistory", response.parsed)

    async def charge(
        self,
        *,
        body: NewCharge,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> ApprovalRequired | Charge:
        """Spend or hold money.

        Records that you spend an amount, if the caps of the pod and of its account allow it. If a cap would be exceeded, the reply is 402
        and lists the caps in `exceeded`. If the account has set `on_limit` to `approve`, the reply is 202 instead: the charge waits for
        approval until it expires, after a day unless the account has set another time, and the operator gets an email. A charge above
        `single_tx_limit_cents` always waits for approval. The pod's policy can limit categories and payees.

        With `capture: false` the money is held: it counts against the caps until it is captured or released, or until `expires_in` seconds
        have passed. An account has at most 100 open holds and 100 charges that wait for approval; a pod has at most 20 of each.

        A charge with a run's key also counts against `max_spend_usdc` of the run and of the runs above it (`scope` is `run`), which nobody can
        approve to exceed. The run's type of agent, tools and model are checked against the ceilings as they are now.

        With an `Idempotency-Key`, repeated requests move the money only once.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _charge.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("ApprovalRequired | Charge", response.parsed)

    async def get_charge(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Charge:
        """Read a charge.

        A pod reads its own charges; the account also reads those of its pods.
        """
        response = await _get_charge.asyncio_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Charge", response.parsed)

    async def capture_charge(
        self,
        id: str,
        *,
        body: Capture | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Charge:
        """Capture a hold.

        Spends the amount that is held, or less. It counts in the day, week and month of the capture. No cap can refuse it, because the hold
        has counted since it was made.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _capture_charge.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Charge", response.parsed)

    async def refund_charge(
        self,
        id: str,
        *,
        body: NewRefund | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> RefundedCharge:
        """Record a refund.

        Refunds a charge in full or in part and adds an entry to the ledger. Needs the account's key or a session, because an agent that
        refunds its own charges would have no caps. The amount no longer counts in the day, week and month of the charge, so the caps allow
        more only in periods that are not over. With `require_second_principal`, only a signed-in person refunds charges of the account's
        own key.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _refund_charge.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("RefundedCharge", response.parsed)

    async def release_charge(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Charge:
        """Release a hold.

        Nothing is spent. The amount no longer counts against any cap.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _release_charge.asyncio_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Charge", response.parsed)

    async def list_audit(
        self,
        *,
        action: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> AuditPage:
        """List the audit log.

        Lists the actions with the pod's keys, and the account's decisions about its held messages, newest first. Entries are never changed,
        nor removed while the pod exists. Reads and incoming mail are not recorded. docs/AUDIT.md lists the actions.
        """
        response = await _list_audit.asyncio_detailed(
            client=self._client,
            action=action,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("AuditPage", response.parsed)

    async def verify_audit(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Verified:
        """Verify the audit log.

        Computes the hashes of a part of the log again, oldest entries first, and reports where the chain breaks. For the next part, send
        `next_cursor`. `limit` is the number of entries to verify.
        """
        response = await _verify_audit.asyncio_detailed(
            client=self._client,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Verified", response.parsed)

    async def get_billing(
        self,
    ) -> Billing:
        """Read billing.

        Returns the account's tier and how payments work.
        """
        response = await _get_billing.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Billing", response.parsed)

    async def get_usage(
        self,
        *,
        by: str | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> Usage:
        """Read usage.

        Counts the account and all of its pods. Pods reserve a share of the daily requests in advance. Today's count excludes requests that
        up to 100 pods have reserved but not used; the counts of earlier days and of other pods include them.
        """
        response = await _get_usage.asyncio_detailed(
            client=self._client,
            by=by,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("Usage", response.parsed)

    async def list_events(
        self,
        *,
        from_: str | Unset = UNSET,
        to: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Events:
        """List events.

        With `from` or `to`, lists the events that overlap this period, and each occurrence of a repeating event with its own `start`, `end`
        and `recurrence_id`. Without `to`, the occurrences of an endless rule are listed to the year 2200. Without `from` and `to`, lists
        every event once, as created.
        """
        response = await _list_events.asyncio_detailed(
            client=self._client,
            from_=from_,
            to=to,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Events", response.parsed)

    async def create_event(
        self,
        *,
        body: NewEvent,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> CalEvent:
        """Add an event to the calendar.

        A pod has at most 100 events in the free tier, 10,000 in the paid tier; at most 1,000 of them can repeat. The text of events is sealed at rest.

        With `invite`, attendees are invited by email (iTIP over iMIP, RFC 5546 and 6047) from the organizer's address, and their answers become
        their `status`. They are notified of every change except changes of reminders, and of the cancellation; a removed attendee
        receives a cancellation. An email goes to at most as many attendees as the tier allows recipients, and counts as an email sent. If the
        emails cannot be sent, the event does not change. All occurrences of a repeating event are one invitation.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_event.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CalEvent", response.parsed)

    async def get_event(
        self,
        event_id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> CalEvent:
        """Read an event.

        A repeating event is returned as created, with its rule.
        """
        response = await _get_event.asyncio_detailed(
            client=self._client,
            event_id=event_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CalEvent", response.parsed)

    async def delete_event(
        self,
        event_id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> DeletedEvent:
        """Delete an event.

        Deleting a repeating event deletes all of its occurrences. Its texts are removed immediately; the feed shows it as cancelled for 30 days,
        so that subscribed calendars remove it, too. If the event is not over, attendees of an event with `invite` receive a cancellation,
        and the organizer of an invitation that you accepted receives a reply that you decline.
        """
        response = await _delete_event.asyncio_detailed(
            client=self._client,
            event_id=event_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedEvent", response.parsed)

    async def update_event(
        self,
        event_id: str,
        *,
        body: EventPatch | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> CalEvent:
        """Change an event.

        Increases `sequence` and `updated_at`. All occurrences of a repeating event change; `exdates` excludes single ones. If the start moves,
        all occurrences move by the same clock time, excluded ones too; UNTIL of the rule stays. An imported event that overrides one
        occurrence (with a `recurrence_id`) keeps overriding it, at its own time; while there is one, an event cannot change between whole
        days and times. If the times of an event with `invite` change, its attendees have to answer again. If somebody else invited you to an
        event, you can change only its `reminders`.
        """
        response = await _update_event.asyncio_detailed(
            client=self._client,
            event_id=event_id,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CalEvent", response.parsed)

    async def respond_to_event(
        self,
        event_id: str,
        *,
        body: Response,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> CalEvent:
        """Answer an invitation.

        Sends the answer to the organizer by email (iTIP REPLY, RFC 5546) from the invited address; it counts as an email sent. The answer is for
        all occurrences of a repeating event. The same answer again changes and sends nothing.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _respond_to_event.asyncio_detailed(
            client=self._client,
            event_id=event_id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CalEvent", response.parsed)

    async def get_feed(
        self,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Feed:
        """Get the URL of the feed.

        Any calendar application can subscribe to the URL (iCalendar, RFC 5545). The URL is created by the first request, and stays the same
        until it is rotated. A person needs the permission `calendar:write`, because the URL still works when the person has left.
        """
        response = await _get_feed.asyncio_detailed(
            client=self._client,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Feed", response.parsed)

    async def subscribe(
        self,
        *,
        cal_token: str,
    ) -> str:
        """Fetch the feed.

        Returns the whole calendar as iCalendar (RFC 5545, 7986), for calendar applications; the token in the URL is the only credential. Times
        are in UTC, except for events that repeat in a time zone. A deleted event is `STATUS:CANCELLED` for 30 days. With `If-None-Match` or
        `If-Modified-Since` the reply is 304 while nothing has changed. Within the second of a change the reply has no
        `Last-Modified`, because another change can follow in the same second; the `ETag` is exact. These requests do not count against the
        allowance. The whole feed is sent at most 60 times a minute.
        """
        response = await _subscribe.asyncio_detailed(
            client=self._client,
            cal_token=cal_token,
        )
        # Errors are raised before.
        return cast("str", response.parsed)

    async def rotate_feed(
        self,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Feed:
        """Replace the URL of the feed.

        The old URL stops working before this call returns.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _rotate_feed.asyncio_detailed(
            client=self._client,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Feed", response.parsed)

    async def get_free_busy(
        self,
        *,
        from_: str,
        to: str,
        x_environment: str | Unset = UNSET,
    ) -> BusyTimes:
        """Find free times.

        Returns busy times without any content of the events. Cancelled and `transparent` events are not busy, nor are invitations that you have
        declined or not answered. Whole days are days in UTC.
        """
        response = await _get_free_busy.asyncio_detailed(
            client=self._client,
            from_=from_,
            to=to,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("BusyTimes", response.parsed)

    async def import_calendar(
        self,
        *,
        body: CalendarFile,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Imported:
        """Import events from another calendar.

        Imports an iCalendar file (RFC 5545), sent as the body or as `ics` in JSON; at most 1 MB and 2,000 events. Events are identified by UID:
        importing the same file again changes nothing, a newer file updates changed events, and events that are not in the file stay. Invitations and their single
        occurrences are not changed. Times without a zone are UTC. Invalid events are refused with a reason, and the others are imported.
        Attendees without an email address, alarms that are not before the start, and properties that this calendar does not have are
        ignored.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _import_calendar.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Imported", response.parsed)

    async def get_credential_request(
        self,
        *,
        code: str,
    ) -> PendingCredential:
        """Read a request for a credential.

        Finds the request by the code that the agent shows.
        """
        response = await _get_credential_request.asyncio_detailed(
            client=self._client,
            code=code,
        )
        # Errors are raised before.
        return cast("PendingCredential", response.parsed)

    async def approve_credential(
        self,
        *,
        body: CredentialDecision,
        idempotency_key: str | Unset = UNSET,
    ) -> CredentialDecided:
        """Approve or deny a request for a credential.

        Needs the account's key, or a session of an owner or an admin, and the account's operator email (`POST /v1/account/operator-email`). The credential is encrypted immediately so that only
        the agent with the device code can read it. The agent's next poll gets it, once, within 60 seconds. After five wrong operator emails
        the request is denied.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _approve_credential.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("CredentialDecided", response.parsed)

    async def poll_credential(
        self,
        *,
        body: Poll,
        x_environment: str | Unset = UNSET,
    ) -> Polled:
        """Poll for a credential.

        Poll every `interval` seconds. The credential is delivered once, within 60 seconds of the operator's decision; of several simultaneous
        polls, one receives it. With `grant_type` the replies are those of RFC 8628: 400 with `authorization_pending`, `slow_down`,
        `access_denied`, `expired_token` or `invalid_grant`; the body may then be a form.
        """
        response = await _poll_credential.asyncio_detailed(
            client=self._client,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Polled", response.parsed)

    async def request_credential(
        self,
        *,
        body: NewCredentialRequest,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> CredentialRequest:
        """Ask the operator for a credential.

        Show `user_code` to the operator, and poll with `device_code`. The operator sends the credential in the console or with the account's
        key (`POST /v1/credentials/approve`). If the account has a confirmed operator email, the operator also gets an email. A request
        expires after 5 minutes; an account can have 5 open requests. This is the device flow of RFC 8628.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _request_credential.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CredentialRequest", response.parsed)

    async def list_credential_requests(
        self,
    ) -> PendingCredentials:
        """List pending requests for credentials.

        Lists the requests of all agents of the account, at most 5. Before you send a credential, compare the code with the one that your agent
        shows.
        """
        response = await _list_credential_requests.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("PendingCredentials", response.parsed)

    async def list_e2e_keys(
        self,
        *,
        x_environment: str | Unset = UNSET,
    ) -> E2EKeys:
        """List encryption keys.

        Lists the keys of the pod and of its addresses, including earlier ones. A message names its key in `e2e_key_id`.
        """
        response = await _list_e2e_keys.asyncio_detailed(
            client=self._client,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("E2EKeys", response.parsed)

    async def rotate_e2e_key(
        self,
        *,
        body: NewE2EKey,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> RotatedE2EKey:
        """Set or rotate the pod's encryption key.

        The first call sets the master seed and the pod's key. Later calls must send the same seed. After the reply, new mail to the
        pod's addresses with `e2e_enabled` is encrypted to this key. Stored mail stays encrypted to the earlier key, which
        `GET /v1/e2e/keys` still lists. The new key replaces keys that were sent with claims of addresses, but not keys that
        `PATCH /v1/email/addresses/{address}` set; that operation also enables encryption for an address. Sending the active key again
        changes nothing. After five wrong seeds in an hour, all seeds are refused until the hour ends.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _rotate_e2e_key.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RotatedE2EKey", response.parsed)

    async def list_addresses(
        self,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Addresses:
        """List addresses.

        Lists all addresses of this pod in the order of their claims.
        """
        response = await _list_addresses.asyncio_detailed(
            client=self._client,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Addresses", response.parsed)

    async def get_address(
        self,
        address: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> EmailAddress:
        """Read an address.

        Returns its settings and the number of its messages.
        """
        response = await _get_address.asyncio_detailed(
            client=self._client,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EmailAddress", response.parsed)

    async def update_address(
        self,
        address: str,
        *,
        body: AddressPatch | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> EmailAddress:
        """Change the settings of an address.

        Absent fields do not change. The new settings apply to mail that arrives after the reply; stored mail does not change.
        """
        response = await _update_address.asyncio_detailed(
            client=self._client,
            address=address,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EmailAddress", response.parsed)

    async def claim_address(
        self,
        *,
        body: ClaimAddress,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> ClaimedAddress:
        """Claim an address.

        This pod then receives all mail to the address, in upper or lower case and with any `+tag`. Claiming an address again changes
        nothing, except the key if you send another `public_key`. An account can have 10 addresses (free) or 100 (paid). Each pod of an
        account can claim addresses at the account's domains.

        `admin`, `administrator`, `hostmaster`, `postmaster`, `webmaster`, `abuse` and `security` are reserved at all domains; the
        deployment's domain reserves more names. When a pod is purged, its account can claim the pod's addresses at the deployment's
        domains immediately, and other accounts after 90 days.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _claim_address.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("ClaimedAddress", response.parsed)

    async def list_messages(
        self,
        *,
        address: str,
        message_id: str | Unset = UNSET,
        unread: bool | Unset = UNSET,
        thread_id: str | Unset = UNSET,
        from_: str | Unset = UNSET,
        blocked: bool | Unset = UNSET,
        label: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Messages:
        """List a mailbox.

        Lists messages, newest first, each with the beginning of its text. An unclaimed address is claimed for you if your key has the
        permission `mail:write`. Mail that a rule (`POST /v1/email/rules`) filed is listed with `?blocked=true` only.
        """
        response = await _list_messages.asyncio_detailed(
            client=self._client,
            address=address,
            message_id=message_id,
            unread=unread,
            thread_id=thread_id,
            from_=from_,
            blocked=blocked,
            label=label,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Messages", response.parsed)

    async def list_labels(
        self,
        *,
        address: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Labels:
        """List labels.

        Lists the labels of all messages, with the number of messages of each. A label exists while at least one message has it. A pod can
        have 1,000 different labels.
        """
        response = await _list_labels.asyncio_detailed(
            client=self._client,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Labels", response.parsed)

    async def delete_messages(
        self,
        *,
        address: str | Unset = UNSET,
        before: str | Unset = UNSET,
        thread_id: str | Unset = UNSET,
        from_: str | Unset = UNSET,
        label: str | Unset = UNSET,
        read: bool | Unset = UNSET,
        archived: bool | Unset = UNSET,
        blocked: bool | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> DeletedMessages:
        """Delete messages by filter.

        Deletes the oldest messages that match all conditions permanently: texts, attachments and raw messages. One call deletes up to
        1,000 messages, or fewer long ones; `remaining` says how many are left. At least one condition is required.
        """
        response = await _delete_messages.asyncio_detailed(
            client=self._client,
            address=address,
            before=before,
            thread_id=thread_id,
            from_=from_,
            label=label,
            read=read,
            archived=archived,
            blocked=blocked,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedMessages", response.parsed)

    async def get_message(
        self,
        id: str,
        *,
        address: str,
        x_environment: str | Unset = UNSET,
    ) -> EmailMessageFull:
        """Read a message.

        Returns the message and marks it as read. With `e2e_encrypted`, `body` is base64url of nonce (12 bytes) ‖ ciphertext ‖ tag.
        Decrypt it with AES-256-GCM. The key is HKDF-SHA-256 of the X25519 secret shared with `ephemeral_public_key`, with a salt of 32
        zero bytes and the info `agentlair:aes-256-gcm:v1`. `e2e_key_id` names your key.
        """
        response = await _get_message.asyncio_detailed(
            client=self._client,
            id=id,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EmailMessageFull", response.parsed)

    async def delete_message(
        self,
        id: str,
        *,
        address: str,
        x_environment: str | Unset = UNSET,
    ) -> Deleted:
        """Delete a message.

        Deletes the text, the attachments and the raw message permanently.
        """
        response = await _delete_message.asyncio_detailed(
            client=self._client,
            id=id,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Deleted", response.parsed)

    async def update_message(
        self,
        id: str,
        *,
        body: MessagePatch | Unset = UNSET,
        address: str,
        x_environment: str | Unset = UNSET,
    ) -> Updated:
        """Mark a message.

        Marks a message as read or unread, archived or not, and changes its labels. Absent fields do not change. Labels that differ only in
        upper and lower case are the same label; its first spelling in the pod stays.
        """
        response = await _update_message.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Updated", response.parsed)

    async def get_attachment(
        self,
        id: str,
        index: int,
        *,
        address: str,
        x_environment: str | Unset = UNSET,
    ) -> File:
        """Download an attachment.

        Returns the decoded file. `index` is its number in `attachments`. The response headers make browsers save it, not show it.
        """
        response = await _get_attachment.asyncio_detailed(
            client=self._client,
            id=id,
            index=index,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("File", response.parsed)

    async def forward(
        self,
        id: str,
        *,
        body: NewMailOrBody,
        address: str,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentMail:
        """Forward a message.

        `to` is required. The sender, date, subject, recipients and text of the message follow your text. Its attachments are added; all
        together can have 5 MiB. The server cannot forward mail that is encrypted to your key (`e2e_encrypted`).
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _forward.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            address=address,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentMail", response.parsed)

    async def get_raw_message(
        self,
        id: str,
        *,
        address: str,
        x_environment: str | Unset = UNSET,
    ) -> File:
        """Download the raw message.

        Returns the message as it arrived over SMTP (RFC 5322). With `e2e_encrypted` it is encrypted like the body, and its type is
        `application/octet-stream`.
        """
        response = await _get_raw_message.asyncio_detailed(
            client=self._client,
            id=id,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("File", response.parsed)

    async def reply(
        self,
        id: str,
        *,
        body: NewMailOrBody,
        address: str,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentMail:
        """Reply to a message.

        Replies to its Reply-To addresses, or else to its sender. `from`, `to`, `subject` and `in_reply_to` have defaults. All other fields
        are those of `POST /v1/email/send`.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _reply.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            address=address,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentMail", response.parsed)

    async def reply_all(
        self,
        id: str,
        *,
        body: NewMailOrBody,
        address: str,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentMail:
        """Reply to all.

        Like `/reply`. `cc` has all other addresses in To and Cc, without your own.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _reply_all.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            address=address,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentMail", response.parsed)

    async def list_outbox(
        self,
        *,
        status: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Outbox:
        """List sent messages.

        Lists outgoing messages in all states, the newest first.
        """
        response = await _list_outbox.asyncio_detailed(
            client=self._client,
            status=status,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Outbox", response.parsed)

    async def get_outgoing(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> FullOutgoing:
        """Read a sent message.

        Returns the content and the delivery state for each recipient.
        """
        response = await _get_outgoing.asyncio_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("FullOutgoing", response.parsed)

    async def delete_outgoing(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> DeletedOutgoing:
        """Delete a sent message.

        Deletes its text, files and recipients permanently. A scheduled or held message is not sent then. A message that is being sent cannot
        be deleted yet.
        """
        response = await _delete_outgoing.asyncio_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedOutgoing", response.parsed)

    async def cancel_outgoing(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Cancelled:
        """Withdraw a message.

        Withdraws a message that is scheduled or held for review. A message that is being sent cannot be withdrawn.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _cancel_outgoing.asyncio_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Cancelled", response.parsed)

    async def list_rules(
        self,
        *,
        address: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Rules:
        """List rules.

        Lists all rules of the pod. With `address`: the rules of this mailbox and the rules for all mailboxes.
        """
        response = await _list_rules.asyncio_detailed(
            client=self._client,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Rules", response.parsed)

    async def create_rule(
        self,
        *,
        body: NewRule,
        address: str | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Rule:
        """Create a rule about incoming mail.

        Without rules, all mail is accepted and listed. The action applies to mail that matches:
        `refuse` refuses it during delivery (`5.7.1`), so its sender learns of it. `file` stores it with `"blocked": true`; only
        `?blocked=true` lists it. The event `email.received` is sent for it, but `GET /v1/email/wait` ignores it. `allow` accepts it,
        whatever other rules and `accept` of the address say. The order of rules does not matter: `allow` wins over `refuse`, and
        `refuse` over `file`. Mail is never dropped silently.

        A From header is easy to forge. `allow` therefore matches only mail whose sender is proved: by DMARC, or, if the domain has no
        DMARC result, by a signature of the domain or of a parent domain. `trust_unauthenticated` removes this condition. A rule applies
        to mail that arrives after the reply. A pod can have 500 rules.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_rule.asyncio_detailed(
            client=self._client,
            body=body,
            address=address,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Rule", response.parsed)

    async def get_rule(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Rule:
        """Read a rule."""
        response = await _get_rule.asyncio_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Rule", response.parsed)

    async def delete_rule(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> DeletedRule:
        """Delete a rule.

        Mail that the rule filed stays filed.
        """
        response = await _delete_rule.asyncio_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedRule", response.parsed)

    async def update_rule(
        self,
        id: str,
        *,
        body: RulePatch | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Rule:
        """Change a rule.

        The mailbox of a rule cannot change. Stored mail does not change.
        """
        response = await _update_rule.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Rule", response.parsed)

    async def search(
        self,
        *,
        q: str | Unset = UNSET,
        address: str | Unset = UNSET,
        from_: str | Unset = UNSET,
        to: str | Unset = UNSET,
        label: str | Unset = UNSET,
        after: datetime.datetime | Unset = UNSET,
        before: datetime.datetime | Unset = UNSET,
        has_attachment: bool | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> FoundMessages:
        """Search mail.

        Searches received and sent mail by subject, addresses, names and text. The newest messages are first. A word matches whole words,
        in upper or lower case and in each Unicode form (`straße` finds `STRASSE`). In scripts without spaces it matches anywhere. `%`, `_`,
        emoji and other signs match themselves. A phrase without signs ignores signs in the text. The first 5,000 different words of a
        message are indexed. In mail that is encrypted to your public key, subject and addresses are found, but the text is not. One request
        reads a limited number of messages: continue with the cursor while `has_more` is true. A page with fewer than `limit` messages, or
        none, is not always the last.
        """
        response = await _search.asyncio_detailed(
            client=self._client,
            q=q,
            address=address,
            from_=from_,
            to=to,
            label=label,
            after=after,
            before=before,
            has_attachment=has_attachment,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("FoundMessages", response.parsed)

    async def send_email(
        self,
        *,
        body: NewMailOrBody,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentMail:
        """Send an email.

        Sends from one of your addresses to at most 10 (free) or 50 (paid) recipients. Recipients in this deployment get it immediately,
        others through the deployment's mail provider. The message is stored first: if a server is unavailable, delivery is retried for 24
        hours, and `GET /v1/email/outbox/{id}` returns the state. With `client_id` or an `Idempotency-Key` a repeated request does not send
        it again. `send_at` schedules it; `hold` holds it for review by the account.

        When the allowance of the hour or the day is used up the reply is 402 with `rate_limit`. `accepts` and the header `PAYMENT-REQUIRED`
        say how to pay for the message (x402), if that is possible. Send the request again with the payment in `X-PAYMENT` or
        `PAYMENT-SIGNATURE`: the payment is settled once, however often you repeat the request, and the message does not count against the
        allowance.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _send_email.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentMail", response.parsed)

    async def list_threads(
        self,
        *,
        address: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Threads:
        """List conversations.

        Lists conversations, those with the latest messages first. The References and In-Reply-To headers of messages decide which belong
        together; the subject does not matter. A message to two of the pod's mailboxes counts as two messages.
        """
        response = await _list_threads.asyncio_detailed(
            client=self._client,
            address=address,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Threads", response.parsed)

    async def get_thread(
        self,
        id: str,
        *,
        address: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> FullThread:
        """Read a conversation.

        Returns its received and sent messages without their full texts, the oldest first. Messages that are scheduled, held for review,
        or cancelled are not included. No message is marked as read.
        """
        response = await _get_thread.asyncio_detailed(
            client=self._client,
            id=id,
            address=address,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("FullThread", response.parsed)

    async def wait_for_message(
        self,
        *,
        address: str,
        since: str | Unset = UNSET,
        from_: str | Unset = UNSET,
        timeout: int | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Any | EmailMessage:
        """Wait for a message.

        Returns the first message that matches: immediately if it has already arrived, else when it arrives. If none arrives within
        `timeout` seconds the reply is 204: call again. To wait for a code after you sign up somewhere, note the time before you sign up and
        pass it as `since`, or pass the `cursor` of the last message that you read. Mail that a rule files is ignored. When the key is
        revoked or the session ends, the reply is 401.
        """
        response = await _wait_for_message.asyncio_detailed(
            client=self._client,
            address=address,
            since=since,
            from_=from_,
            timeout=timeout,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Any | EmailMessage", response.parsed)

    async def list_webhooks(
        self,
        *,
        address: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Webhooks:
        """List webhooks.

        Lists all webhooks of the pod, or those registered for one mailbox.
        """
        response = await _list_webhooks.asyncio_detailed(
            client=self._client,
            address=address,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Webhooks", response.parsed)

    async def create_webhook(
        self,
        *,
        body: NewWebhook,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Webhook:
        """Register a webhook.

        Posts a `webhook.verification` event to `url` immediately. After the URL has answered it with a 2xx, other events are posted when
        they happen, as `{"type", "id", "timestamp", "data"}`. The data of `email.received` is `{"address", "message"}`, with the message as
        in the inbox list.

        Each request is signed as in Standard Webhooks (`webhook-id`, `webhook-timestamp`, `webhook-signature`) and with
        `X-AgentLair-Signature: sha256=<hex HMAC of the body>`. Any 2xx within 15 seconds is success. An event is attempted up to 10 times
        in three days. A reply of 410, or 5 days without success, disables the webhook. A pod can have 20 webhooks. docs/WEBHOOKS.md
        describes all of this.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_webhook.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Webhook", response.parsed)

    async def get_webhook(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> Webhook:
        """Get a webhook."""
        response = await _get_webhook.asyncio_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Webhook", response.parsed)

    async def delete_webhook(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> DeletedWebhook:
        """Delete a webhook.

        Deletes its deliveries, too. Only an attempt that is running can still send an event.
        """
        response = await _delete_webhook.asyncio_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedWebhook", response.parsed)

    async def update_webhook(
        self,
        id: str,
        *,
        body: WebhookPatch | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Webhook:
        """Change a webhook.

        Absent fields do not change. A disabled webhook receives no events. After you enable it, `POST …/{id}/replay` sends the missed ones.
        """
        response = await _update_webhook.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Webhook", response.parsed)

    async def list_deliveries(
        self,
        id: str,
        *,
        status: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Deliveries:
        """List deliveries.

        Lists the events that were or will be posted to a webhook, newest first. Deliveries are stored for 7 days after they end, and only
        for the newest 10,000 events.
        """
        response = await _list_deliveries.asyncio_detailed(
            client=self._client,
            id=id,
            status=status,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Deliveries", response.parsed)

    async def replay_delivery(
        self,
        id: str,
        delivery_id: str,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Delivery:
        """Replay a delivery.

        Queues the delivery again immediately, whatever its status, and resets its attempts. The event keeps its id, so receivers can ignore duplicates.
        Replays are paced: 100 at once, then 600 a minute.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _replay_delivery.asyncio_detailed(
            client=self._client,
            id=id,
            delivery_id=delivery_id,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Delivery", response.parsed)

    async def replay_events(
        self,
        id: str,
        *,
        body: ReplaySince,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Replayed:
        """Replay events since a time.

        Queues all stored events since `since` that match the webhook's `events` and `address`: also events that were delivered, and
        events from before the webhook was registered or while it was disabled. A pod stores its newest 10,000 events; events about
        deleted messages are deleted. The first 100 events are due immediately, the others follow at 600 a minute. An unverified
        webhook receives them after its verification.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _replay_events.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Replayed", response.parsed)

    async def rotate_webhook_secret(
        self,
        id: str,
        *,
        body: NewWebhookSecret | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Webhook:
        """Replace a webhook's secret.

        For 24 hours (until `previous_secret_until`), events are signed with both secrets: `webhook-signature` has two signatures, and
        `X-AgentLair-Signature-Previous` is sent with `X-AgentLair-Signature`. A secret before the previous one is no longer used.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _rotate_webhook_secret.asyncio_detailed(
            client=self._client,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Webhook", response.parsed)

    async def test_webhook(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Tested:
        """Test a webhook.

        Posts one `webhook.test` event now, also to a disabled webhook, and returns the result. The test is not repeated and does not count
        as a success or a failure of the webhook, but a 2xx verifies an unverified webhook. Takes as long as the receiver, at most 15
        seconds.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _test_webhook.asyncio_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Tested", response.parsed)

    async def create_email(
        self,
        *,
        body: NewEmail,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> ClaimedAddress:
        """Claim an address by its local part.

        Like [claim](#tag/email/operation/claim_address). The domain is the subdomain of the pod if the deployment gives subdomains to
        pods, else the domain of the deployment.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_email.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("ClaimedAddress", response.parsed)

    async def list_drafts(
        self,
        pod_id: str,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> Outbox:
        """List held messages.

        Lists messages that the pod's agents sent with `hold`, newest first. These are the only messages of a pod that the account can read.
        """
        response = await _list_drafts.asyncio_detailed(
            client=self._client,
            pod_id=pod_id,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("Outbox", response.parsed)

    async def get_draft(
        self,
        pod_id: str,
        id: str,
    ) -> FullOutgoing:
        """Read a held message.

        Returns the message with all its content.
        """
        response = await _get_draft.asyncio_detailed(
            client=self._client,
            pod_id=pod_id,
            id=id,
        )
        # Errors are raised before.
        return cast("FullOutgoing", response.parsed)

    async def update_draft(
        self,
        pod_id: str,
        id: str,
        *,
        body: DraftChanges | Unset = UNSET,
    ) -> FullOutgoing:
        """Edit a held message.

        Changes the fields that the request contains. The message stays held.
        """
        response = await _update_draft.asyncio_detailed(
            client=self._client,
            pod_id=pod_id,
            id=id,
            body=body,
        )
        # Errors are raised before.
        return cast("FullOutgoing", response.parsed)

    async def reject_draft(
        self,
        pod_id: str,
        id: str,
        *,
        body: Rejection | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> OutgoingMessage:
        """Reject a held message.

        The message is not sent. In the agent's outbox its status is `rejected`.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _reject_draft.asyncio_detailed(
            client=self._client,
            pod_id=pod_id,
            id=id,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("OutgoingMessage", response.parsed)

    async def release_draft(
        self,
        pod_id: str,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> FullOutgoing:
        """Release a held message.

        Sends the message now, or at the `send_at` that the agent set.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _release_draft.asyncio_detailed(
            client=self._client,
            pod_id=pod_id,
            id=id,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("FullOutgoing", response.parsed)

    async def create_inbox(
        self,
        *,
        body: NewInbox | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Inbox:
        """Create a mailbox.

        Claims `{name}@{domain}`. Without a name, claims a random address.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_inbox.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Inbox", response.parsed)

    async def list_inbox(
        self,
        address: str,
        *,
        unread: bool | Unset = UNSET,
        thread_id: str | Unset = UNSET,
        from_: str | Unset = UNSET,
        blocked: bool | Unset = UNSET,
        label: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> InboxMessages:
        """List a mailbox by path.

        Like `GET /v1/email/inbox`, with the address in the path. The reply has the number of all messages, too.
        """
        response = await _list_inbox.asyncio_detailed(
            client=self._client,
            address=address,
            unread=unread,
            thread_id=thread_id,
            from_=from_,
            blocked=blocked,
            label=label,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("InboxMessages", response.parsed)

    async def get_inbox_message(
        self,
        address: str,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> EmailMessageFull:
        """Read a message by path."""
        response = await _get_inbox_message.asyncio_detailed(
            client=self._client,
            address=address,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("EmailMessageFull", response.parsed)

    async def send_from_inbox(
        self,
        address: str,
        *,
        body: NewMailOrBody,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> SentFromInbox:
        """Send from a mailbox.

        As `POST /v1/email/send`, with the sender's address in the path. `body` is the plain text.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _send_from_inbox.asyncio_detailed(
            client=self._client,
            address=address,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("SentFromInbox", response.parsed)

    async def list_observations(
        self,
        *,
        topic: str | Unset = UNSET,
        agent_id: str | Unset = UNSET,
        since: datetime.datetime | Unset = UNSET,
        scope: str | Unset = UNSET,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Observations:
        """List observations.

        Lists the newest first. Each shared observation has a later time than the one before. So a list with the time of the last one that
        you have read in `since` misses none.
        """
        response = await _list_observations.asyncio_detailed(
            client=self._client,
            topic=topic,
            agent_id=agent_id,
            since=since,
            scope=scope,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Observations", response.parsed)

    async def create_observation(
        self,
        *,
        body: NewObservation,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> Observation:
        """Write an observation.

        Only this pod can read it. With `shared`, every agent of the deployment can. A pod stores its newest 100,000 observations. Of the
        shared observations of an account's pods, the newest 1,000 are stored. Purging a pod deletes its shared observations, too.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_observation.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("Observation", response.parsed)

    async def list_observation_topics(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> ObservationTopics:
        """List topics.

        Lists the topics of your own and of all shared observations, by name.
        """
        response = await _list_observation_topics.asyncio_detailed(
            client=self._client,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("ObservationTopics", response.parsed)

    async def delete_observation(
        self,
        id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> DeletedObservation:
        """Delete an observation.

        Deletes an observation that you wrote. A shared one is deleted for all readers; copies that were already read are not recalled. The
        same request again gets the same reply, as long as it is one of the last 1,000 that you deleted.
        """
        response = await _delete_observation.asyncio_detailed(
            client=self._client,
            id=id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedObservation", response.parsed)

    async def list_pods(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
    ) -> Pods:
        """List pods.

        Lists all pods of the account except its home pod, oldest first. Members and viewers see those that they are assigned to.
        """
        response = await _list_pods.asyncio_detailed(
            client=self._client,
            limit=limit,
            cursor=cursor,
        )
        # Errors are raised before.
        return cast("Pods", response.parsed)

    async def create_pod(
        self,
        *,
        body: NewPod | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
    ) -> CreatedPod:
        """Create a pod.

        A pod has its own addresses, mail, secrets and calendar. Its key gives access to this pod only. The key is shown only in this reply. A
        pod is also an environment and a tenant. If the deployment limits the pods of an account (`TENANT_LIMIT`), the home pod does not count.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_pod.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("CreatedPod", response.parsed)

    async def get_pod(
        self,
        pod_id: str,
    ) -> Pod:
        """Read a pod.

        Returns a pod. The home pod has the account's id. The id of the environment or of the tenant names the pod, too, in all operations.
        """
        response = await _get_pod.asyncio_detailed(
            client=self._client,
            pod_id=pod_id,
        )
        # Errors are raised before.
        return cast("Pod", response.parsed)

    async def delete_pod(
        self,
        pod_id: str,
        *,
        purge: bool | Unset = UNSET,
    ) -> Pod | PurgedPod:
        """Suspend or remove a pod.

        Suspends the pod: its keys stop working before this call returns, its sockets are closed, and it refuses mail. Its data stays;
        `POST /v1/pods/{pod_id}/resume` restores access.

        With `?purge=true` the pod and all its data are removed permanently. If that is interrupted, send the request again. The account can
        claim the pod's addresses at the deployment's domain again immediately, other accounts after 90 days.
        """
        response = await _delete_pod.asyncio_detailed(
            client=self._client,
            pod_id=pod_id,
            purge=purge,
        )
        # Errors are raised before.
        return cast("Pod | PurgedPod", response.parsed)

    async def update_pod(
        self,
        pod_id: str,
        *,
        body: PodChanges | Unset = UNSET,
    ) -> UpdatedPod:
        """Update a pod.

        New rate limits apply to the pod's next request. New caps and a new policy apply to its next charge; money that is spent already counts.
        A pod that has reached a cap can do everything except charge (402 `spending_cap_exceeded`). With `require_second_principal`, only a
        signed-in person can raise or remove a cap, or allow more categories or payees.

        The home pod has the account's id. Only its `vault_strict` can be changed here; `PATCH /api/v1/environments/{id}` changes its name and
        metadata.
        """
        response = await _update_pod.asyncio_detailed(
            client=self._client,
            pod_id=pod_id,
            body=body,
        )
        # Errors are raised before.
        return cast("UpdatedPod", response.parsed)

    async def list_pod_keys(
        self,
        pod_id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> PodKeys:
        """List the keys of a pod.

        Returns keys without their secrets, also those that no longer work. A key of the pod with `keys:read` sees the keys that it made.
        """
        response = await _list_pod_keys.asyncio_detailed(
            client=self._client,
            pod_id=pod_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("PodKeys", response.parsed)

    async def create_pod_key(
        self,
        pod_id: str,
        *,
        body: NewPodKey | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> CreatedPodKey:
        """Create a key for a pod.

        Without a label, the new key replaces all keys of the pod, which stop working before this call returns. With a label or
        `"mode": "add"`, the present keys stay. The key is shown only in this reply. A pod can have 100 keys that work.

        A key of the pod itself can make keys if `keys:write` was granted to it by name. Such keys can do no more than the key that makes
        them, cannot make keys, and stop working with it.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_pod_key.asyncio_detailed(
            client=self._client,
            pod_id=pod_id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CreatedPodKey", response.parsed)

    async def revoke_pod_key(
        self,
        pod_id: str,
        key_id: str,
        *,
        x_environment: str | Unset = UNSET,
    ) -> RevokedKey:
        """Revoke a key of a pod.

        The key and the keys that it made stop working everywhere before this call returns, and their sockets are closed. The pod's other
        keys still work.
        """
        response = await _revoke_pod_key.asyncio_detailed(
            client=self._client,
            pod_id=pod_id,
            key_id=key_id,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("RevokedKey", response.parsed)

    async def change_pod_key(
        self,
        pod_id: str,
        key_id: str,
        *,
        body: ChangePodKey | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> PodKey:
        """Change a key of a pod.

        The change has effect before this call returns: on requests, and on sockets, which are closed if the key can no longer read mail.
        A key of the pod with `keys:write` changes the keys that it made, within its own permissions, inboxes and expiry.
        """
        response = await _change_pod_key.asyncio_detailed(
            client=self._client,
            pod_id=pod_id,
            key_id=key_id,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("PodKey", response.parsed)

    async def rotate_pod_key(
        self,
        pod_id: str,
        key_id: str,
        *,
        body: ReplacePodKey | Unset = UNSET,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> CreatedPodKey:
        """Rotate a key of a pod.

        Replaces the key by a new one with the same label, permissions and restrictions. The old key works for `grace_seconds` more. Keys
        that it made go on with the new key: if a key was stolen, revoke it instead. A key can be rotated once.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _rotate_pod_key.asyncio_detailed(
            client=self._client,
            pod_id=pod_id,
            key_id=key_id,
            body=body,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("CreatedPodKey", response.parsed)

    async def resume_pod(
        self,
        pod_id: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> Pod:
        """Resume a pod.

        Ends a suspension, also of a pod that was deleted as an environment or a tenant. The pod's keys work again, except those that were revoked in the meantime.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _resume_pod.asyncio_detailed(
            client=self._client,
            pod_id=pod_id,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Pod", response.parsed)

    async def get_push_key(
        self,
    ) -> PushKey:
        """Get the key for notifications.

        Returns the key with which a browser subscribes (`PushManager.subscribe`, RFC 8292). It changes when the deployment gets another master
        key; browsers then have to subscribe again.
        """
        response = await _get_push_key.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("PushKey", response.parsed)

    async def list_push_subscriptions(
        self,
    ) -> Subscriptions:
        """List browsers with notifications.

        Lists the caller's browsers that get notifications, newest first.
        """
        response = await _list_push_subscriptions.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Subscriptions", response.parsed)

    async def create_push_subscription(
        self,
        *,
        body: NewSubscription,
        idempotency_key: str | Unset = UNSET,
    ) -> Subscription:
        """Turn notifications on in a browser.

        From now on the browser gets a notification when something waits for the person's decision: a charge to approve, a credential that an
        agent asks for. Owners and admins decide, so others get none. Messages are encrypted for the browser (RFC 8291). The same endpoint again
        replaces its keys. At most 10 browsers of a person. The browser gets none any more when the person is removed, or when its push service
        no longer knows it.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_push_subscription.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Subscription", response.parsed)

    async def delete_push_subscription(
        self,
        id: str,
    ) -> DeletedSubscription:
        """Turn notifications off in a browser.

        The browser gets no notifications any more.
        """
        response = await _delete_push_subscription.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("DeletedSubscription", response.parsed)

    async def list_stacks(
        self,
    ) -> Stacks:
        """List stacks.

        Lists the account's domains with the results of the last look-up of their records.
        """
        response = await _list_stacks.asyncio_detailed(
            client=self._client,
        )
        # Errors are raised before.
        return cast("Stacks", response.parsed)

    async def create_stack(
        self,
        *,
        body: NewStack,
        idempotency_key: str | Unset = UNSET,
    ) -> Stack:
        """Add a domain.

        Returns the DNS records to set. The domain is yours as soon as `POST /v1/stack/{id}/verify` finds the ownership record, whose text is
        unique to your account. Several accounts can add the same domain, also one that another account has proved. Adding a domain again
        returns it unchanged, with 200. An account has at most 1 domain in the free tier and 10 in the paid tier.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _create_stack.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Stack", response.parsed)

    async def get_stack(
        self,
        id: str,
    ) -> Stack:
        """Read a stack.

        Returns a domain with the results of the last look-up of its records.
        """
        response = await _get_stack.asyncio_detailed(
            client=self._client,
            id=id,
        )
        # Errors are raised before.
        return cast("Stack", response.parsed)

    async def delete_stack(
        self,
        id: str,
        *,
        release_addresses: bool | Unset = UNSET,
    ) -> DeletedStack:
        """Delete a stack.

        Removes the domain from the account. While addresses exist at the domain, the request is refused, unless `release_addresses=true`
        releases them: then mail to them is refused, no mail can be sent from them, and received mail stays readable. DNS records and a zone
        that was created are not removed.
        """
        response = await _delete_stack.asyncio_detailed(
            client=self._client,
            id=id,
            release_addresses=release_addresses,
        )
        # Errors are raised before.
        return cast("DeletedStack", response.parsed)

    async def verify_stack(
        self,
        id: str,
        *,
        idempotency_key: str | Unset = UNSET,
    ) -> Stack:
        """Verify a stack.

        Looks up all records by DNS over HTTPS and returns the results. If the ownership record is found, the domain is yours; of several
        concurrent requests one succeeds. Leave the record in place: it is checked daily, and after seven days in a row without it the domain
        is no longer yours.

        If another account has the domain, the reply is 409 `domain_taken`. Your proof is recorded, both accounts get an email, and after seven
        days (`transfers_at`) the domain becomes yours if your record is still there.

        If the deployment creates zones at Cloudflare, this call creates the zone of a proved domain, routes its mail and returns
        `nameservers`. If that is interrupted, the next call continues it.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _verify_stack.asyncio_detailed(
            client=self._client,
            id=id,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("Stack", response.parsed)

    async def list_vault(
        self,
        *,
        limit: int | Unset = UNSET,
        cursor: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> VaultKeys:
        """List the keys of the vault.

        Returns names, versions and metadata, never ciphertext. Each pod has its own vault; an account has the vault of its home pod and
        cannot see the vaults of its other pods.
        """
        response = await _list_vault.asyncio_detailed(
            client=self._client,
            limit=limit,
            cursor=cursor,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("VaultKeys", response.parsed)

    async def set_vault_recovery(
        self,
        *,
        body: NewRecovery,
        idempotency_key: str | Unset = UNSET,
    ) -> VaultRecovery:
        """Store the vault's encrypted recovery seed.

        A reader of the address's mail can get the encrypted seed with `POST /v1/vault/recover`; only you can decrypt it. An account has one
        seed: a new one replaces it. At most 100 accounts can use the same address.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _set_vault_recovery.asyncio_detailed(
            client=self._client,
            body=body,
            idempotency_key=idempotency_key,
        )
        # Errors are raised before.
        return cast("VaultRecovery", response.parsed)

    async def get_secret(
        self,
        key: str,
        *,
        version: int | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> VaultEntry:
        """Read a secret.

        Returns the newest version, or the one that `version` names.
        """
        response = await _get_secret.asyncio_detailed(
            client=self._client,
            key=key,
            version=version,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("VaultEntry", response.parsed)

    async def put_secret(
        self,
        key: str,
        *,
        body: NewSecret,
        x_environment: str | Unset = UNSET,
    ) -> StoredSecret:
        """Store a secret.

        Encrypt the secret first, so that the deployment cannot read it; `docs/vault-crypto.md` specifies an envelope. Any non-empty text is
        stored, sealed at rest under a key of the pod. Text that does not look encrypted is marked with `"encrypted": false` and a
        `warning`; a pod with `vault_strict` (`PATCH /v1/pods/{id}`) refuses it.

        Each request creates a new version with its own number, even if several run at the same time. The newest 3 versions are stored (100 in
        the paid tier). With `if_version`, the request fails with 409 and `current_version` if there is a version that you have not seen.

        A free vault has at most 10 keys; a paid one has no limit. Names are case-sensitive.
        """
        response = await _put_secret.asyncio_detailed(
            client=self._client,
            key=key,
            body=body,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("StoredSecret", response.parsed)

    async def delete_secret(
        self,
        key: str,
        *,
        version: int | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> DeletedSecret:
        """Delete a secret.

        Deletes the key with all its versions. It can be undeleted for 24 hours; then its ciphertexts are removed. With `version`, only that
        version is deleted, permanently, and its ciphertext is removed within minutes; deleting the last version deletes the key. A deleted
        key does not count towards the limit, and a new key can have its name.
        """
        response = await _delete_secret.asyncio_detailed(
            client=self._client,
            key=key,
            version=version,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("DeletedSecret", response.parsed)

    async def undelete_secret(
        self,
        key: str,
        *,
        idempotency_key: str | Unset = UNSET,
        x_environment: str | Unset = UNSET,
    ) -> UndeletedSecret:
        """Undelete a secret.

        Restores a key that was deleted in the last 24 hours, with all its versions. Of several keys with this name, the one deleted last is
        restored.
        """
        if isinstance(idempotency_key, Unset):
            idempotency_key = str(uuid4())
        response = await _undelete_secret.asyncio_detailed(
            client=self._client,
            key=key,
            idempotency_key=idempotency_key,
            x_environment=x_environment,
        )
        # Errors are raised before.
        return cast("UndeletedSecret", response.parsed)

    async def request_recovery(
        self,
        *,
        body: RecoveryRequest,
    ) -> RecoverySent:
        """Request a recovery link.

        If seeds are stored for the address, a link is sent to it. The link can be used once, within 15 minutes. The reply and the time that
        it takes are the same if there are none. At most 3 requests a clock hour for one address, and 30 from one IP address
        (configurable).
        """
        response = await _request_recovery.asyncio_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("RecoverySent", response.parsed)

    async def verify_recovery(
        self,
        *,
        token: str,
    ) -> Recovered:
        """Use a recovery link.

        For programs. Returns all encrypted seeds of the link's address. The link can be used once. Emails link to `/recover?token=…` instead,
        a page for people with a button; opening that page does not use the link.
        """
        response = await _verify_recovery.asyncio_detailed(
            client=self._client,
            token=token,
        )
        # Errors are raised before.
        return cast("Recovered", response.parsed)

    async def store_seed(
        self,
        *,
        body: NewSeed,
    ) -> StoredSeed:
        """Store an encrypted seed without an account.

        An email to `recovery_email` links to a page that confirms the seed. An unconfirmed seed can be recovered like any other, but is
        deleted after 30 days (`expires_at`). Agents with an account use the vault instead (`PUT /v1/vault/{key}`).

        Limits: 5 seeds a day (UTC) and 100 confirmed seeds for one address; an hour, 30 from one IP address (IPv6: /64), 240 from one /24
        (IPv6: /48) and 1,920 from one /16 (IPv6: /32), configurable. The deployment stores a limited number of bytes of unconfirmed seeds
        (configurable); above it, the reply is 503.
        """
        response = await _store_seed.asyncio_detailed(
            client=self._client,
            body=body,
        )
        # Errors are raised before.
        return cast("StoredSeed", response.parsed)
