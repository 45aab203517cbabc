$TTL 300
@                 SOA ns1.corp.test. hostmaster.corp.test. 1 3600 600 86400 60
@                 NS  ns1.corp.test.
login             A   127.0.0.80
