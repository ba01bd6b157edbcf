"""Contains all the data models used in inputs/outputs"""

from .account import Account
from .account_changes import AccountChanges
from .account_invitation import AccountInvitation
from .account_slug import AccountSlug
from .accounts_by_tier import AccountsByTier
from .activated_key import ActivatedKey
from .address_patch import AddressPatch
from .addresses import Addresses
from .agent import Agent
from .agent_profile import AgentProfile
from .aliased_key import AliasedKey
from .api_key import ApiKey
from .approval_rejection import ApprovalRejection
from .approval_request import ApprovalRequest
from .approval_request_metadata_type_0 import ApprovalRequestMetadataType0
from .approval_required import ApprovalRequired
from .approvals import Approvals
from .attachment import Attachment
from .attendee import Attendee
from .audit_entry import AuditEntry
from .audit_page import AuditPage
from .authorization_server import AuthorizationServer
from .backup_key import BackupKey
from .badge import Badge
from .behaviour_event import BehaviourEvent
from .billing import Billing
from .breakdown import Breakdown
from .budget_changes import BudgetChanges
from .budget_settings import BudgetSettings
from .budget_state import BudgetState
from .busy import Busy
from .busy_times import BusyTimes
from .cal_event import CalEvent
from .calendar_file import CalendarFile
from .cancelled import Cancelled
from .cap_changes import CapChanges
from .cap_state import CapState
from .cap_states import CapStates
from .capture import Capture
from .change_pod_key import ChangePodKey
from .charge import Charge
from .charge_metadata_type_0 import ChargeMetadataType0
from .check_ceiling import CheckCeiling
from .checked_ceiling import CheckedCeiling
from .checked_names import CheckedNames
from .claim_address import ClaimAddress
from .claimed_address import ClaimedAddress
from .correspondent import Correspondent
from .counted_error import CountedError
from .counted_errors import CountedErrors
from .created_pod import CreatedPod
from .created_pod_key import CreatedPodKey
from .created_run_api_key import CreatedRunApiKey
from .created_scim_token import CreatedScimToken
from .credential_decided import CredentialDecided
from .credential_decision import CredentialDecision
from .credential_request import CredentialRequest
from .deleted import Deleted
from .deleted_environment import DeletedEnvironment
from .deleted_environment_domain import DeletedEnvironmentDomain
from .deleted_environment_inbox import DeletedEnvironmentInbox
from .deleted_event import DeletedEvent
from .deleted_messages import DeletedMessages
from .deleted_observation import DeletedObservation
from .deleted_outgoing import DeletedOutgoing
from .deleted_repository import DeletedRepository
from .deleted_rule import DeletedRule
from .deleted_run_api_key import DeletedRunApiKey
from .deleted_secret import DeletedSecret
from .deleted_stack import DeletedStack
from .deleted_subscription import DeletedSubscription
from .deleted_tenant import DeletedTenant
from .deleted_webhook import DeletedWebhook
from .deliveries import Deliveries
from .delivery import Delivery
from .detail import Detail
from .device_authorization import DeviceAuthorization
from .device_authorization_reply import DeviceAuthorizationReply
from .dimension import Dimension
from .dimensions import Dimensions
from .dns_record import DnsRecord
from .draft_changes import DraftChanges
from .e2e_key import E2EKey
from .e2e_keys import E2EKeys
from .email_address import EmailAddress
from .email_message import EmailMessage
from .email_message_full import EmailMessageFull
from .ended_oauth_grant import EndedOauthGrant
from .ended_operator_session import EndedOperatorSession
from .ended_session import EndedSession
from .environment import Environment
from .environment_changes import EnvironmentChanges
from .environment_domain import EnvironmentDomain
from .environment_domains import EnvironmentDomains
from .environment_inbox import EnvironmentInbox
from .environment_inbox_patch import EnvironmentInboxPatch
from .environment_inboxes import EnvironmentInboxes
from .environment_member import EnvironmentMember
from .environment_members import EnvironmentMembers
from .environments import Environments
from .error import Error
from .error_count import ErrorCount
from .errors_in_hour import ErrorsInHour
from .event_batch import EventBatch
from .event_error import EventError
from .event_limit import EventLimit
from .event_patch import EventPatch
from .events import Events
from .exceeded import Exceeded
from .feed import Feed
from .flags import Flags
from .found_inbound import FoundInbound
from .found_messages import FoundMessages
from .found_outbound import FoundOutbound
from .full_outgoing import FullOutgoing
from .full_thread import FullThread
from .grant_client import GrantClient
from .health import Health
from .imported import Imported
from .inbound import Inbound
from .inbox import Inbox
from .inbox_drafts import InboxDrafts
from .inbox_messages import InboxMessages
from .income import Income
from .internal_recipient import InternalRecipient
from .introspect_token import IntrospectToken
from .introspection import Introspection
from .invitation import Invitation
from .invitations import Invitations
from .item import Item
from .job import Job
from .keys import Keys
from .label_count import LabelCount
from .labels import Labels
from .ledger_entry import LedgerEntry
from .ledger_page import LedgerPage
from .ledger_summary import LedgerSummary
from .ledger_summary_by_category import LedgerSummaryByCategory
from .limits import Limits
from .link_sent import LinkSent
from .links import Links
from .listed_account import ListedAccount
from .listed_accounts import ListedAccounts
from .listed_key import ListedKey
from .mail_left import MailLeft
from .master_key_report import MasterKeyReport
from .master_keys_report import MasterKeysReport
from .me import Me
from .member import Member
from .member_changes import MemberChanges
from .members import Members
from .message_patch import MessagePatch
from .messages import Messages
from .metadata import Metadata
from .my_account import MyAccount
from .my_membership import MyMembership
from .my_pod import MyPod
from .new_account_email import NewAccountEmail
from .new_account_slug import NewAccountSlug
from .new_agent import NewAgent
from .new_api_key import NewApiKey
from .new_attendee_type_1 import NewAttendeeType1
from .new_backup_key import NewBackupKey
from .new_ceiling import NewCeiling
from .new_charge import NewCharge
from .new_charge_metadata_type_0 import NewChargeMetadataType0
from .new_client import NewClient
from .new_credential_request import NewCredentialRequest
from .new_e2e_key import NewE2EKey
from .new_email import NewEmail
from .new_environment import NewEnvironment
from .new_environment_domain import NewEnvironmentDomain
from .new_environment_inbox import NewEnvironmentInbox
from .new_environment_member import NewEnvironmentMember
from .new_event import NewEvent
from .new_file import NewFile
from .new_inbox import NewInbox
from .new_mail import NewMail
from .new_mail_headers import NewMailHeaders
from .new_mail_or_body import NewMailOrBody
from .new_member import NewMember
from .new_observation import NewObservation
from .new_pod import NewPod
from .new_pod_key import NewPodKey
from .new_profile import NewProfile
from .new_recovery import NewRecovery
from .new_refund import NewRefund
from .new_repository import NewRepository
from .new_rule import NewRule
from .new_run import NewRun
from .new_run_api_key import NewRunApiKey
from .new_run_custom_mcp_config_type_0 import NewRunCustomMcpConfigType0
from .new_run_environment_variables import NewRunEnvironmentVariables
from .new_runner import NewRunner
from .new_runner_token import NewRunnerToken
from .new_scim_token import NewScimToken
from .new_secret import NewSecret
from .new_secret_metadata_type_0 import NewSecretMetadataType0
from .new_seed import NewSeed
from .new_stack import NewStack
from .new_subscription import NewSubscription
from .new_tenant import NewTenant
from .new_webhook import NewWebhook
from .new_webhook_secret import NewWebhookSecret
from .oauth_grant import OauthGrant
from .oauth_grants import OauthGrants
from .observation import Observation
from .observation_filters import ObservationFilters
from .observation_topic import ObservationTopic
from .observation_topics import ObservationTopics
from .observations import Observations
from .one_repository import OneRepository
from .one_run import OneRun
from .operator_email import OperatorEmail
from .operator_session import OperatorSession
from .outbound import Outbound
from .outbox import Outbox
from .outgoing_content import OutgoingContent
from .outgoing_content_headers import OutgoingContentHeaders
from .outgoing_item import OutgoingItem
from .outgoing_message import OutgoingMessage
from .overview import Overview
from .page_info import PageInfo
from .payments import Payments
from .pending_credential import PendingCredential
from .pending_credentials import PendingCredentials
from .person import Person
from .pod import Pod
from .pod_changes import PodChanges
from .pod_key import PodKey
from .pod_keys import PodKeys
from .pod_rate_limits import PodRateLimits
from .pods import Pods
from .poll import Poll
from .polled import Polled
from .previewed_item import PreviewedItem
from .progress import Progress
from .protected_resource import ProtectedResource
from .public_key import PublicKey
from .public_keys import PublicKeys
from .public_score import PublicScore
from .purged_pod import PurgedPod
from .push_key import PushKey
from .push_keys import PushKeys
from .reassignment import Reassignment
from .recipient_state import RecipientState
from .recovered import Recovered
from .recovered_entry import RecoveredEntry
from .recovered_entry_metadata_type_0 import RecoveredEntryMetadataType0
from .recovered_seed import RecoveredSeed
from .recovery_email import RecoveryEmail
from .recovery_request import RecoveryRequest
from .recovery_sent import RecoverySent
from .refunded_charge import RefundedCharge
from .refused import Refused
from .refused_event import RefusedEvent
from .register import Register
from .register_body import RegisterBody
from .registered_client import RegisteredClient
from .registered_runner import RegisteredRunner
from .rejection import Rejection
from .removed import Removed
from .removed_environment_member import RemovedEnvironmentMember
from .removed_member import RemovedMember
from .removed_runner import RemovedRunner
from .replace_pod_key import ReplacePodKey
from .replay_since import ReplaySince
from .replayed import Replayed
from .reported_events import ReportedEvents
from .repositories import Repositories
from .repository import Repository
from .resealing import Resealing
from .resolved import Resolved
from .response import Response
from .revoke_token import RevokeToken
from .revoked_invitation import RevokedInvitation
from .revoked_key import RevokedKey
from .revoked_scim_token import RevokedScimToken
from .revoked_token import RevokedToken
from .rotated_e2e_key import RotatedE2EKey
from .rotated_key import RotatedKey
from .rotation import Rotation
from .rule import Rule
from .rule_match import RuleMatch
from .rule_patch import RulePatch
from .rules import Rules
from .run import Run
from .run_agent_type import RunAgentType
from .run_agent_types import RunAgentTypes
from .run_api_key import RunApiKey
from .run_api_keys import RunApiKeys
from .run_cap import RunCap
from .run_details import RunDetails
from .run_file import RunFile
from .run_files import RunFiles
from .run_input import RunInput
from .run_list import RunList
from .run_output import RunOutput
from .run_prompt import RunPrompt
from .runner import Runner
from .runner_token import RunnerToken
from .runners import Runners
from .scim_error import ScimError
from .scim_group import ScimGroup
from .scim_group_members_item import ScimGroupMembersItem
from .scim_group_meta import ScimGroupMeta
from .scim_list import ScimList
from .scim_list_resources_item import ScimListResourcesItem
from .scim_patch import ScimPatch
from .scim_patch_operations_item import ScimPatchOperationsItem
from .scim_resource_type import ScimResourceType
from .scim_schema import ScimSchema
from .scim_service_provider_config import ScimServiceProviderConfig
from .scim_token import ScimToken
from .scim_tokens import ScimTokens
from .scim_user import ScimUser
from .scim_user_addresses_item import ScimUserAddressesItem
from .scim_user_emails_item import ScimUserEmailsItem
from .scim_user_groups_item import ScimUserGroupsItem
from .scim_user_meta import ScimUserMeta
from .scim_user_name import ScimUserName
from .scim_user_phone_numbers_item import ScimUserPhoneNumbersItem
from .scim_user_roles_item import ScimUserRolesItem
from .scim_user_urnietfparamsscimschemasextensionenterprise_20_user import (
    ScimUserUrnietfparamsscimschemasextensionenterprise20User,
)
from .scim_user_urnietfparamsscimschemasextensionenterprise_20_user_manager import (
    ScimUserUrnietfparamsscimschemasextensionenterprise20UserManager,
)
from .sent_file import SentFile
from .sent_from_inbox import SentFromInbox
from .sent_mail import SentMail
from .session import Session
from .sessions import Sessions
from .set_profile import SetProfile
from .settled_payment import SettledPayment
from .sign_in import SignIn
from .spending_caps import SpendingCaps
from .spending_history import SpendingHistory
from .spending_policy import SpendingPolicy
from .stack import Stack
from .stacks import Stacks
from .stored_secret import StoredSecret
from .stored_seed import StoredSeed
from .subscription import Subscription
from .subscriptions import Subscriptions
from .surviving import Surviving
from .surviving_ids import SurvivingIds
from .surviving_pod_key import SurvivingPodKey
from .surviving_pod_keys import SurvivingPodKeys
from .taken_input import TakenInput
from .tenant import Tenant
from .tenant_ceiling import TenantCeiling
from .tenant_changes import TenantChanges
from .tenants import Tenants
from .terminated_run import TerminatedRun
from .tested import Tested
from .thread import Thread
from .threads import Threads
from .token_request import TokenRequest
from .tokens import Tokens
from .trust_score import TrustScore
from .undeleted_secret import UndeletedSecret
from .updated import Updated
from .updated_account import UpdatedAccount
from .updated_budget import UpdatedBudget
from .updated_pod import UpdatedPod
from .updated_tenant import UpdatedTenant
from .usage import Usage
from .used_by_pod import UsedByPod
from .used_emails import UsedEmails
from .used_inbound import UsedInbound
from .used_on_day import UsedOnDay
from .used_requests import UsedRequests
from .used_stacks import UsedStacks
from .used_storage import UsedStorage
from .vault_entry import VaultEntry
from .vault_key import VaultKey
from .vault_key_metadata_type_0 import VaultKeyMetadataType0
from .vault_keys import VaultKeys
from .vault_recovery import VaultRecovery
from .verdicts import Verdicts
from .verified import Verified
from .webhook import Webhook
from .webhook_patch import WebhookPatch
from .webhooks import Webhooks
from .welcome import Welcome

__all__ = (
    "Account",
    "AccountChanges",
    "AccountInvitation",
    "AccountsByTier",
    "AccountSlug",
    "ActivatedKey",
    "Addresses",
    "AddressPatch",
    "Agent",
    "AgentProfile",
    "AliasedKey",
    "ApiKey",
    "ApprovalRejection",
    "ApprovalRequest",
    "ApprovalRequestMetadataType0",
    "ApprovalRequired",
    "Approvals",
    "Attachment",
    "Attendee",
    "AuditEntry",
    "AuditPage",
    "AuthorizationServer",
    "BackupKey",
    "Badge",
    "BehaviourEvent",
    "Billing",
    "Breakdown",
    "BudgetChanges",
    "BudgetSettings",
    "BudgetState",
    "Busy",
    "BusyTimes",
    "CalendarFile",
    "CalEvent",
    "Cancelled",
    "CapChanges",
    "CapState",
    "CapStates",
    "Capture",
    "ChangePodKey",
    "Charge",
    "ChargeMetadataType0",
    "CheckCeiling",
    "CheckedCeiling",
    "CheckedNames",
    "ClaimAddress",
    "ClaimedAddress",
    "Correspondent",
    "CountedError",
    "CountedErrors",
    "CreatedPod",
    "CreatedPodKey",
    "CreatedRunApiKey",
    "CreatedScimToken",
    "CredentialDecided",
    "CredentialDecision",
    "CredentialRequest",
    "Deleted",
    "DeletedEnvironment",
    "DeletedEnvironmentDomain",
    "DeletedEnvironmentInbox",
    "DeletedEvent",
    "DeletedMessages",
    "DeletedObservation",
    "DeletedOutgoing",
    "DeletedRepository",
    "DeletedRule",
    "DeletedRunApiKey",
    "DeletedSecret",
    "DeletedStack",
    "DeletedSubscription",
    "DeletedTenant",
    "DeletedWebhook",
    "Deliveries",
    "Delivery",
    "Detail",
    "DeviceAuthorization",
    "DeviceAuthorizationReply",
    "Dimension",
    "Dimensions",
    "DnsRecord",
    "DraftChanges",
    "E2EKey",
    "E2EKeys",
    "EmailAddress",
    "EmailMessage",
    "EmailMessageFull",
    "EndedOauthGrant",
    "EndedOperatorSession",
    "EndedSession",
    "Environment",
    "EnvironmentChanges",
    "EnvironmentDomain",
    "EnvironmentDomains",
    "EnvironmentInbox",
    "EnvironmentInboxes",
    "EnvironmentInboxPatch",
    "EnvironmentMember",
    "EnvironmentMembers",
    "Environments",
    "Error",
    "ErrorCount",
    "ErrorsInHour",
    "EventBatch",
    "EventError",
    "EventLimit",
    "EventPatch",
    "Events",
    "Exceeded",
    "Feed",
    "Flags",
    "FoundInbound",
    "FoundMessages",
    "FoundOutbound",
    "FullOutgoing",
    "FullThread",
    "GrantClient",
    "Health",
    "Imported",
    "Inbound",
    "Inbox",
    "InboxDrafts",
    "InboxMessages",
    "Income",
    "InternalRecipient",
    "Introspection",
    "IntrospectToken",
    "Invitation",
    "Invitations",
    "Item",
    "Job",
    "Keys",
    "LabelCount",
    "Labels",
    "LedgerEntry",
    "LedgerPage",
    "LedgerSummary",
    "LedgerSummaryByCategory",
    "Limits",
    "Links",
    "LinkSent",
    "ListedAccount",
    "ListedAccounts",
    "ListedKey",
    "MailLeft",
    "MasterKeyReport",
    "MasterKeysReport",
    "Me",
    "Member",
    "MemberChanges",
    "Members",
    "MessagePatch",
    "Messages",
    "Metadata",
    "MyAccount",
    "MyMembership",
    "MyPod",
    "NewAccountEmail",
    "NewAccountSlug",
    "NewAgent",
    "NewApiKey",
    "NewAttendeeType1",
    "NewBackupKey",
    "NewCeiling",
    "NewCharge",
    "NewChargeMetadataType0",
    "NewClient",
    "NewCredentialRequest",
    "NewE2EKey",
    "NewEmail",
    "NewEnvironment",
    "NewEnvironmentDomain",
    "NewEnvironmentInbox",
    "NewEnvironmentMember",
    "NewEvent",
    "NewFile",
    "NewInbox",
    "NewMail",
    "NewMailHeaders",
    "NewMailOrBody",
    "NewMember",
    "NewObservation",
    "NewPod",
    "NewPodKey",
    "NewProfile",
    "NewRecovery",
    "NewRefund",
    "NewRepository",
    "NewRule",
    "NewRun",
    "NewRunApiKey",
    "NewRunCustomMcpConfigType0",
    "NewRunEnvironmentVariables",
    "NewRunner",
    "NewRunnerToken",
    "NewScimToken",
    "NewSecret",
    "NewSecretMetadataType0",
    "NewSeed",
    "NewStack",
    "NewSubscription",
    "NewTenant",
    "NewWebhook",
    "NewWebhookSecret",
    "OauthGrant",
    "OauthGrants",
    "Observation",
    "ObservationFilters",
    "Observations",
    "ObservationTopic",
    "ObservationTopics",
    "OneRepository",
    "OneRun",
    "OperatorEmail",
    "OperatorSession",
    "Outbound",
    "Outbox",
    "OutgoingContent",
    "OutgoingContentHeaders",
    "OutgoingItem",
    "OutgoingMessage",
    "Overview",
    "PageInfo",
    "Payments",
    "PendingCredential",
    "PendingCredentials",
    "Person",
    "Pod",
    "PodChanges",
    "PodKey",
    "PodKeys",
    "PodRateLimits",
    "Pods",
    "Poll",
    "Polled",
    "PreviewedItem",
    "Progress",
    "ProtectedResource",
    "PublicKey",
    "PublicKeys",
    "PublicScore",
    "PurgedPod",
    "PushKey",
    "PushKeys",
    "Reassignment",
    "RecipientState",
    "Recovered",
    "RecoveredEntry",
    "RecoveredEntryMetadataType0",
    "RecoveredSeed",
    "RecoveryEmail",
    "RecoveryRequest",
    "RecoverySent",
    "RefundedCharge",
    "Refused",
    "RefusedEvent",
    "Register",
    "RegisterBody",
    "RegisteredClient",
    "RegisteredRunner",
    "Rejection",
    "Removed",
    "RemovedEnvironmentMember",
    "RemovedMember",
    "RemovedRunner",
    "ReplacePodKey",
    "Replayed",
    "ReplaySince",
    "ReportedEvents",
    "Repositories",
    "Repository",
    "Resealing",
    "Resolved",
    "Response",
    "RevokedInvitation",
    "RevokedKey",
    "RevokedScimToken",
    "RevokedToken",
    "RevokeToken",
    "RotatedE2EKey",
    "RotatedKey",
    "Rotation",
    "Rule",
    "RuleMatch",
    "RulePatch",
    "Rules",
    "Run",
    "RunAgentType",
    "RunAgentTypes",
    "RunApiKey",
    "RunApiKeys",
    "RunCap",
    "RunDetails",
    "RunFile",
    "RunFiles",
    "RunInput",
    "RunList",
    "Runner",
    "Runners",
    "RunnerToken",
    "RunOutput",
    "RunPrompt",
    "ScimError",
    "ScimGroup",
    "ScimGroupMembersItem",
    "ScimGroupMeta",
    "ScimList",
    "ScimListResourcesItem",
    "ScimPatch",
    "ScimPatchOperationsItem",
    "ScimResourceType",
    "ScimSchema",
    "ScimServiceProviderConfig",
    "ScimToken",
    "ScimTokens",
    "ScimUser",
    "ScimUserAddressesItem",
    "ScimUserEmailsItem",
    "ScimUserGroupsItem",
    "ScimUserMeta",
    "ScimUserName",
    "ScimUserPhoneNumbersItem",
    "ScimUserRolesItem",
    "ScimUserUrnietfparamsscimschemasextensionenterprise20User",
    "ScimUserUrnietfparamsscimschemasextensionenterprise20UserManager",
    "SentFile",
    "SentFromInbox",
    "SentMail",
    "Session",
    "Sessions",
    "SetProfile",
    "SettledPayment",
    "SignIn",
    "SpendingCaps",
    "SpendingHistory",
    "SpendingPolicy",
    "Stack",
    "Stacks",
    "StoredSecret",
    "StoredSeed",
    "Subscription",
    "Subscriptions",
    "Surviving",
    "SurvivingIds",
    "SurvivingPodKey",
    "SurvivingPodKeys",
    "TakenInput",
    "Tenant",
    "TenantCeiling",
    "TenantChanges",
    "Tenants",
    "TerminatedRun",
    "Tested",
    "Thread",
    "Threads",
    "TokenRequest",
    "Tokens",
    "TrustScore",
    "UndeletedSecret",
    "Updated",
    "UpdatedAccount",
    "UpdatedBudget",
    "UpdatedPod",
    "UpdatedTenant",
    "Usage",
    "UsedByPod",
    "UsedEmails",
    "UsedInbound",
    "UsedOnDay",
    "UsedRequests",
    "UsedStacks",
    "UsedStorage",
    "VaultEntry",
    "VaultKey",
    "VaultKeyMetadataType0",
    "VaultKeys",
    "VaultRecovery",
    "Verdicts",
    "Verified",
    "Webhook",
    "WebhookPatch",
    "Webhooks",
    "Welcome",
)
