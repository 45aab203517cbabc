$TTL 300
@ SOA ns1.corp.test. hostmaster.corp.test. 1 3600 600 86400 60
@ NS ns1.corp.test.
time A 10.77.3.31
