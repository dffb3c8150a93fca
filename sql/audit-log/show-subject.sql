SELECT set_config('app.subject_id', $1::uuid::text, true);
