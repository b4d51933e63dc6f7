"""The four area teams' files: the same referrals in four layouts, with the mess each team's way of working makes."""
