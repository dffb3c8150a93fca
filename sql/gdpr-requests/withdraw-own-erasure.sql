SELECT withdraw_own_erasure($1) AS withdrawn;
