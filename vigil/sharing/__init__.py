"""Partners, decisions, disclosures, receipts and outcomes."""
