SELECT file_own_erasure() AS request_id;
