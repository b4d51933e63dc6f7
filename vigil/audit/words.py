"""How events read: what was done, to what, and with what particulars."""

from typing import Any

# What was done, as an inspector says it. A verb without words here is told by its own.
VERBS: dict[str, str] = {
    "absence.ended": "Changed the last day of an absence",
    "absence.recorded": "Recorded an absence",
    "absence.taken_back": "Took back an absence",
    "assessment.graded_blind": "Graded an assessed referral again, blind",
    "assessment.entered_from_paper": "Entered an assessment from paper",
    "api_key.made": "Made a key of the API",
    "api_key.revoked": "Revoked a key of the API",
    "assessment.second_refused": "Would not lower the grade that a first assessor lowered",
    "assessment.seconded": "Gave the second signature",
    "assessment.signed": "Signed the assessment",
    "assessment.viewed": "Opened the assessment",
    "assessment.waits": "Signed an assessment that waits for a second signature",
    "audit.exported": "Exported the audit trail",
    "audit.verified": "Checked that the audit trail is whole",
    "backlog.counted": "Counted what risk the backlog holds",
    "blind_sample.drawn": "Drew a sample to grade blind",
    "blind_sample.extended": "Made a blind sample larger",
    "disclosure.acknowledged": "Recorded that a partner confirmed a disclosure",
    "disclosure.not_sent": "Could not send a disclosure",
    "disclosure.outcome": "Recorded what a partner decided",
    "disclosure.printed": "Opened a disclosure as a PDF",
    "disclosure.read_by_partner": "Let a partner read a disclosure",
    "disclosure.receipt": "Heard back about a disclosure",
    "disclosure.reminded": "Reminded a partner of a disclosure",
    "disclosure.sent": "Sent a disclosure",
    "disclosure.viewed": "Looked at a disclosure",
    "enquiry.answered": "Wrote down the answer to an enquiry",
    "enquiry.asked": "Asked somebody for more",
    "enquiry.chased": "Asked again for an answer",
    "entry.duplicate": "Recognised an entry as a duplicate",
    "entry.mended": "Mended a quarantined entry",
    "entry.quarantined": "Put an entry in quarantine",
    "entry.set_aside": "Set an entry aside for good",
    "entry.viewed": "Looked at an entry",
    "exposure.noted": "Counted distressing material that was read",
    "exposure.viewed": "Looked at what people were exposed to",
    "focus.ended": "Took somebody off what they were put on",
    "focus.set": "Put somebody on a part of the worklist",
    "household.viewed": "Looked at a household",
    "follow_up.done": "Did something about sharing",
    "import.finished": "Finished an import",
    "import.handed_over": "Handed over a file",
    "import.mapping_chosen": "Chose how a file is read",
    "import.refused": "Refused a file",
    "import.undone": "Undid an import",
    "incident.asked_for": "Asked a supervisor for a missing referral",
    "incident.covered": "Found the referral of an incident",
    "incident.linked": "Linked an incident to its referral",
    "incident.not_needed": "Said that an incident needs no referral",
    "incident.received": "Received an incident",
    "incident.settlement_undone": "Undid what had settled an incident",
    "incident.viewed": "Looked at an incident",
    "marker.added": "Added a marker that was missed",
    "marker.dismissed": "Dismissed a marker as wrong",
    "marker.note_undone": "Took back a note on a marker",
    "marker.viewed": "Looked at what was said of a marker",
    "note.viewed": "Read a note on a referral",
    "note.written": "Wrote a note to an officer",
    "officer_form.begun": "Began a referral",
    "officer_form.looked_up": "Was told whether somebody of a name and birth date is known",
    "officer_form.sent": "Sent a referral",
    "officer_form.thrown_away": "Threw away a referral that was not sent",
    "officer_form.viewed": "Looked at what became of their referral",
    "officer_patterns.viewed": "Looked at what officers’ forms lack",
    "path.moved_on": "Moved somebody to a step of their path",
    "people.linked": "Linked everybody again overnight",
    "people.searched": "Looked somebody up",
    "people.trained": "Learnt the weights of links again",
    "person.change_undone": "Undid a decision about who is who",
    "person.compared_viewed": "Compared a person’s report with another’s",
    "person.joined": "Joined two people as one",
    "person.kept_apart": "Kept two people apart",
    "person.split": "Split reports off a person",
    "person.viewed": "Looked at a person",
    "partner.added": "Added a partner",
    "partner.changed": "Changed a partner",
    "partner.tested": "Sent a partner a test",
    "policy.changed": "Changed a policy",
    "post.changed": "Changed somebody’s place in the hub",
    "practice.noted": "Counted an assessment toward a path",
    "practice.taken_back": "Took back an assessment counted toward a path",
    "protected.added": "Kept a detail from partners",
    "protected.ended": "Stopped keeping a detail from partners",
    "quality.drawn": "Drew assessments to be graded again, blind",
    "quality.viewed": "Looked at how assessors agree",
    "referral.blind_viewed": "Was given the referral to grade blind",
    "referral.claimed": "Took the referral to assess",
    "referral.folded": "Folded the referral into another",
    "referral.graded_blind": "Graded the referral blind",
    "referral.kept": "Kept the referral for longer",
    "referral.lapsed": "Put the referral back: nobody had worked on it",
    "referral.printed": "Printed the referral",
    "referral.pulled_back": "Took the referral from whoever held it",
    "referral.raised_by_history": "Raised the referral for what else is known of its people",
    "referral.reallocated": "Handed the referral to somebody else",
    "referral.received": "Received the referral",
    "referral.released": "Gave the referral back",
    "referral.rescreened": "Graded the referral again",
    "referral.source_viewed": "Looked at the source’s own record",
    "referral.took_in": "Took in a referral that repeats it",
    "referral.unfolded": "Made a folded entry a referral of its own",
    "referral.viewed": "Looked at the referral",
    "referral.withdrawn": "Withdrew the referral",
    "staff_file.taken_in": "Took in a file of people and training",
    "supervision.recorded": "Recorded a supervision",
    "supervision.taken_back": "Took back a supervision",
    "route.added": "Added a way to reach a partner",
    "route.started": "Started a way to a partner again",
    "route.stopped": "Stopped a way to a partner",
    "school_notice.ended": "Said that no school is to be told",
    "school_notice.held": "Held a school notice",
    "school_notice.made": "Made a school notice, as the law requires",
    "school_notice.released": "Let a held school notice go",
    "school_notice.school_chosen": "Said which school a child goes to",
    "school_notice.viewed": "Looked at a school notice",
    "school_notice.waits": "Gave a school notice to a person",
    "schools.imported": "Took in a file of schools",
    "sharing.decided": "Decided what a partner is told",
    "sharing.viewed": "Looked at what partners would be told",
    "stop.cleared": "Cleared what had stopped a disclosure",
    "synthetic.loaded": "Added synthetic referrals",
    "team.added": "Added a team",
    "training.recorded": "Recorded a training",
    "training.restored": "Restored a training",
    "training.withdrawn": "Withdrew a training",
    "trial.applying": "Made a tried change live",
    "trial.dropped": "Dropped a tried change",
    "trial.queued": "Asked to try a change out",
    "user.added": "Added somebody to the staff",
    "user.deactivated": "Closed somebody’s account",
    "user.password_changed": "Changed their password",
    "user.password_issued": "Issued a temporary password",
    "user.reactivated": "Opened somebody’s account again",
    "user.role_changed": "Changed somebody’s role",
    "user.sign_in_failed": "Tried to sign in and failed",
    "user.signed_in": "Signed in",
    "user.viewed": "Looked at somebody’s training and absence",
    "week.changed": "Changed the days somebody works",
    "worklist.exported": "Exported the worklist",
    "worklist.printed": "Printed the worklist",
    "worklist.searched": "Searched for a referral",
}

REFERRAL = "referrals.referral"
THINGS: dict[str, str] = {
    REFERRAL: "VH-{:0>6}",
    "accounts.user": "Person {}",
    "accounts.apikey": "Key {}",
    "intake.entry": "Entry {}",
    "intake.import": "Import {}",
    "intake.officerform": "OF-{:0>6}",
    "intake.incident": "MR-{:0>6}",
    "workforce.stafffile": "Staff file {}",
    "workforce.team": "Team {}",
    "people.change": "Decision {} about who is who",
    "people.household": "Household {}",
    "people.person": "P-{:0>7}",
    "sharing.partner": "Partner {}",
    "sharing.route": "Way {}",
    "triage.blindsample": "Blind sample {}",
    "worklist.focus": "Focus {}",
    "triage.policy": "Policy {}",
    "triage.qualitydraw": "Draw {} of assessments",
    "triage.trial": "Trial {}",
}


def verb_in_words(verb: str) -> str:
    """Return what was done in words: "Changed a policy"."""
    return VERBS.get(verb) or verb.replace(".", " ").replace("_", " ").capitalize()


def thing_in_words(thing: str, thing_id: str) -> str:
    """Return what it was done to: "VH-000123", or "" when it concerns no one record."""
    return THINGS.get(thing, thing + " {}").format(thing_id) if thing else ""


def detail_in_words(detail: dict[str, Any]) -> str:
    """Return an event's particulars in one line: "grade: medium to high; due at: …"."""
    return "; ".join(f"{name.replace('_', ' ')}: {_value(value)}" for name, value in detail.items() if value != {})


def _value(value: Any) -> str:
    match value:
        case [before, after] if not isinstance(before, list | dict):
            return f"{before} to {after}"  # how actions record a change
        case list():
            return ", ".join(map(_value, value))
        case dict():
            return ", ".join(f"{str(name).replace('_', ' ')} {_value(each)}" for name, each in value.items())
        case True | False:
            return "yes" if value else "no"
    return str(value)
