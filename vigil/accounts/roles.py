"""Roles, and what each may do. One table, read by pages, buttons and the access test."""

from django.db import models


class Role(models.TextChoices):
    """A person's part in the hub. Each person has one."""

    ADMINISTRATOR = "administrator", "Administrator"
    SUPERVISOR = "supervisor", "Supervisor"
    ASSESSOR = "assessor", "Assessor"
    ANALYST = "analyst", "Analyst"
    INSPECTOR = "inspector", "Inspector"
    LEADER = "leader", "Senior leader"
    OFFICER = "officer", "Officer"
    PARTNER = "partner", "Partner"


# A partner's person is added on the partner's page: the role alone would lead nowhere.
HUB_ROLES = tuple(role for role in Role if role is not Role.PARTNER)


class Permission(models.TextChoices):
    """Something a person may be allowed to do."""

    SUBMIT_REFERRAL = "submit_referral", "Write and send referrals, and see what became of one’s own"
    SEE_WORKLIST = "see_worklist", "See the worklist"
    SEE_REFERRAL = "see_referral", "Open a referral and everything received with it"
    SEE_PEOPLE = "see_people", "Look people up, and open what is known of a person or a household"
    DECIDE_PEOPLE = "decide_people", "Say who is who: join people, keep them apart, and undo"
    NOTE_MARKERS = "note_markers", "Say that a risk marker is wrong or was missed"
    CORRECT_NOTES = "correct_notes", "Take back what somebody else said of a risk marker, with a reason"
    SEE_HOLDINGS = "see_holdings", "See who holds which referral"
    HAND_OUT = "hand_out", "Hand referrals out, take them back and put people on a part of the worklist"
    ASSESS = "assess", "Take referrals and make secondary risk assessments, as far as trained for it"
    SEE_QUALITY = "see_quality", "See how far assessors agree, how grades drift, and whether the order was kept"
    SEE_DISAGREEMENTS = "see_disagreements", "Read both reasons where two people graded apart"
    GRADE_BLIND = "grade_blind", "Grade referrals of a sample blind"
    DRAW_SAMPLE = "draw_sample", "Draw samples to grade blind, and see what they tell"
    SEE_SHARING = "see_sharing", "See what partners were told, and what came back"
    SEE_RESULTS = "see_results", "See what sharing achieves, in figures"
    DECIDE_SHARING = "decide_sharing", "Decide what partners are told, keep details back and write down answers"
    HOLD_NOTICE = "hold_notice", "Hold a school notice, with a reason, and let it go"
    USE_PORTAL = "use_portal", "Read in the portal what one’s own partner was told, and answer it"
    SEE_PARTNERS = "see_partners", "See partners, how they are reached and how that works"
    MANAGE_PARTNERS = "manage_partners", "Add and change partners and the ways to reach them"
    MANAGE_KEYS = "manage_keys", "Make and revoke the keys of systems that call the API"
    EXPORT = "export", "Export and print lists of referrals"
    SEE_BACKLOG = "see_backlog", "See what risk the backlog holds, in figures"
    SEE_IMPORTS = "see_imports", "See imports, quarantine and data quality"
    IMPORT = "import", "Import files, mend quarantined rows and undo an import"
    FOLD = "fold", "Say that two referrals are one typed in twice, and undo it"
    SETTLE_MISSING = "settle_missing", "Ask for a missing referral, link one, or say why none is needed"
    SEE_POLICY = "see_policy", "See policy tables and their history"
    CHANGE_POLICY = "change_policy", "Change policy tables"
    SEE_AUDIT = "see_audit", "See the audit trail"
    SEE_WORKFORCE = "see_workforce", "See who is trained in what, what expires and what will be missing"
    MANAGE_WORKFORCE = "manage_workforce", "Record people’s training, path, supervision and absence, and see exposure"
    MANAGE_STAFF = "manage_staff", "Add people to the hub, change their role and stop their access"


class Scope(models.TextChoices):
    """What a system that calls the API may do."""

    SUBMIT_REFERRALS = "submit_referrals", "Submit referrals"
    READ_REFERRALS = "read_referrals", "Read the state of its own referrals"
    READ_DISCLOSURES = "read_disclosures", "Pull what its partner is told"
    ANSWER_DISCLOSURES = "answer_disclosures", "Post receipts and outcomes"


P = Permission

MAY: dict[Role, frozenset[Permission]] = {
    # Runs the system: does not need to read about people to do so.
    Role.ADMINISTRATOR: frozenset(
        {
            *(P.SEE_BACKLOG, P.SEE_IMPORTS, P.SEE_POLICY, P.CHANGE_POLICY, P.SEE_AUDIT, P.MANAGE_STAFF),
            *(P.SEE_WORKFORCE, P.MANAGE_WORKFORCE, P.SEE_PARTNERS, P.MANAGE_PARTNERS, P.MANAGE_KEYS),
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            *(P.SEE_WORKLIST, P.SEE_REFERRAL, P.NOTE_MARKERS, P.CORRECT_NOTES, P.GRADE_BLIND, P.DRAW_SAMPLE),
            *(P.ASSESS, P.SEE_QUALITY, P.SEE_DISAGREEMENTS, P.SEE_HOLDINGS, P.HAND_OUT),
            *(P.SEE_PEOPLE, P.DECIDE_PEOPLE, P.SEE_BACKLOG, P.EXPORT, P.SEE_IMPORTS, P.SEE_POLICY),
            *(P.SEE_WORKFORCE, P.MANAGE_WORKFORCE, P.FOLD, P.SETTLE_MISSING),
            *(P.SEE_SHARING, P.SEE_RESULTS, P.DECIDE_SHARING, P.HOLD_NOTICE, P.SEE_PARTNERS, P.MANAGE_PARTNERS),
        }
    ),
    Role.ASSESSOR: frozenset(
        {
            *(P.SEE_WORKLIST, P.SEE_REFERRAL, P.SEE_PEOPLE, P.DECIDE_PEOPLE),
            *(P.ASSESS, P.NOTE_MARKERS, P.GRADE_BLIND, P.SEE_BACKLOG, P.SEE_POLICY, P.FOLD, P.SETTLE_MISSING),
            *(P.SEE_SHARING, P.SEE_RESULTS, P.DECIDE_SHARING, P.SEE_PARTNERS),
        }
    ),
    Role.ANALYST: frozenset(
        {
            *(P.SEE_WORKLIST, P.SEE_REFERRAL, P.SEE_PEOPLE, P.DECIDE_PEOPLE, P.FOLD, P.SETTLE_MISSING),
            *(P.SEE_BACKLOG, P.EXPORT, P.SEE_IMPORTS, P.IMPORT, P.SEE_POLICY),
            *(P.SEE_SHARING, P.SEE_RESULTS, P.SEE_PARTNERS),
        }
    ),
    # Reads all, changes nothing.
    Role.INSPECTOR: frozenset(
        {
            *(P.SEE_WORKLIST, P.SEE_REFERRAL, P.SEE_BACKLOG, P.EXPORT, P.SEE_IMPORTS, P.SEE_POLICY, P.SEE_AUDIT),
            *(P.SEE_HOLDINGS, P.SEE_QUALITY, P.SEE_DISAGREEMENTS, P.SEE_PEOPLE, P.SEE_WORKFORCE),
            *(P.SEE_SHARING, P.SEE_RESULTS, P.SEE_PARTNERS),
        }
    ),
    # Answers for the hub: sees in time what it can no longer do, in figures, and opens nobody’s record.
    Role.LEADER: frozenset(
        {P.SEE_BACKLOG, P.SEE_QUALITY, P.SEE_IMPORTS, P.SEE_POLICY, P.SEE_WORKFORCE, P.SEE_RESULTS, P.SEE_PARTNERS}
    ),
    # Outside the hub: writes referrals, and never sees what the hub holds of anybody.
    Role.OFFICER: frozenset({P.SUBMIT_REFERRAL}),
    # At a partner: sees what that partner was told, and nothing else.
    Role.PARTNER: frozenset({P.USE_PORTAL}),
}
