-- Whatever document it was given under: each open row of the purpose is closed, none is deleted.
UPDATE user_consents SET withdrawn_at = now()
WHERE user_id = $1 AND purpose = $2 AND granted AND withdrawn_at IS NULL;
