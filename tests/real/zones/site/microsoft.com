$TTL 300
@                 SOA ns1.corp.test. hostmaster.corp.test. 1 3600 600 86400 60
@                 NS  ns1.corp.test.
activation.sls    A   127.0.0.80
activation-v2.sls A   127.0.0.80
validation.sls    A   127.0.0.80
validation-v2.sls A   127.0.0.80
go                A   127.0.0.80
crl               A   127.0.0.80
*.mp              A   127.0.0.80
*.md.mp           A   127.0.0.80
