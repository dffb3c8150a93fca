SELECT table_name, partition_name FROM make_partitions($1, $2)
