"""What the hub's rules and people thought of a referral's risk, and the policy tables they used."""

from vigil.triage.models.assessing import Assessment, AssessmentDraft, Enquiry, SecondSignature
from vigil.triage.models.policy import Policy, Trial
from vigil.triage.models.quality import QualityDraw, QualityGrading
from vigil.triage.models.sampling import BlindGrading, BlindSample
from vigil.triage.models.screening import MarkerNote, Screening, ThirdReading

__all__ = [
    "Assessment",
    "AssessmentDraft",
    "BlindGrading",
    "BlindSample",
    "Enquiry",
    "MarkerNote",
    "Policy",
    "QualityDraw",
    "QualityGrading",
    "Screening",
    "SecondSignature",
    "ThirdReading",
    "Trial",
]
