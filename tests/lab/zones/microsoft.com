$TTL 300
@ SOA ns1.corp.test. hostmaster.corp.test. 1 3600 600 86400 60
@ NS ns1.corp.test.
*.sls A 10.77.3.80
*.sls AAAA fd77:3::80
go A 10.77.3.80
go AAAA fd77:3::80
crl A 10.77.3.80
crl AAAA fd77:3::80
*.mp A 10.77.3.80
*.mp AAAA fd77:3::80
*.md.mp A 10.77.3.80
*.md.mp AAAA fd77:3::80
