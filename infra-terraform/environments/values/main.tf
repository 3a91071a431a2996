# What the environments differ by, and nothing else. A row's values stand in the order dev, staging, prod.

locals {
  environments = ["dev", "staging", "prod"]

  table = {
    #                    dev                     staging                 prod
    engine            = ["embedded", "orleans", "orleans"]                    # one hub alone, or silos
    least_tasks       = [1, 2, 3]                                             # tasks at least
    most_tasks        = [1, 4, 12]                                            # tasks at most
    cpu               = [1024, 2048, 4096]                                    # 1024 is a virtual CPU
    memory_mib        = [4096, 8192, 16384]                                   # memory of a task
    deployment        = ["rolling", "rolling", "blue-green"]                  # how versions take over
    database_capacity = [{ min = 0.5, max = 4 }, { min = 1, max = 16 }, null] # ACU, or a fixed class
    database_class    = ["db.serverless", "db.serverless", "db.r7g.2xlarge"]
    database_readers  = [0, 1, 2]
    backup_days       = [7, 14, 35]         # any second of them can be restored
    daily_days        = [7, 35, 35]         # copies of each day in the vault
    monthly_days      = [0, 0, 400]         # copies of each month's first day; 0: none
    firewall          = [false, true, true] # WAF before load balancer and CDN
    insights_days     = [7, 7, 465]         # 7 is free
    brokers_per_zone  = [0, 1, 1]           # 0: no brokers
    broker_type       = ["kafka.t3.small", "kafka.t3.small", "kafka.m7g.large"]
    zones             = [2, 2, 3] # availability zones
    nat_gateways      = ["single", "single", "each-zone"]
    cidr              = ["10.20.0.0/16", "10.30.0.0/16", "10.40.0.0/16"]
    protected         = [false, true, true]  # deletion protection, purpose of reading personal values
    pages             = [false, false, true] # alarms wake somebody
    grafana           = [false, true, true]  # a Grafana workspace
    log_days          = [14, 30, 365]
    raw_days          = [120, 180, 730]   # files of the sources
    trace_ratio       = [1, 0.1, 0.01]    # share of requests that are traced
    monthly_usd       = [400, 1500, 8000] # budget
  }
}
