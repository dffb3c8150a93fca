SELECT l.partition, l.transactions, l.leaves
FROM audit_leaves($1, $2::xid8, $3::xid8, $4) AS l;
