$TTL 300
@ SOA ns1.corp.test. hostmaster.corp.test. 1 3600 600 86400 60
@ NS ns1.corp.test.
login A 10.77.3.80
login AAAA fd77:3::80
