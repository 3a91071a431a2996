variable "name" {
  description = "Begins the names of all resources, such as party-prod."
  type        = string
}

variable "vpc_id" {
  description = "Network that the brokers stand in."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the brokers, two or three, each in another zone."
  type        = list(string)

  validation {
    condition     = length(var.subnet_ids) == 2 || length(var.subnet_ids) == 3
    error_message = "subnet_ids must be two or three: MSK spreads over so many zones."
  }
}

variable "client_security_groups" {
  description = "Security groups that may connect with a password, by a name that says whose they are."
  type        = map(string)
}

variable "administrator_security_groups" {
  description = "Security groups that may connect with a role, to make topics, by a name that says whose they are."
  type        = map(string)
  default     = {}
}

variable "kms_key_arn" {
  description = "Key for disks and logs."
  type        = string
}

variable "hub_secret_arn" {
  description = "Secret with username and password of the hub; its name begins with AmazonMSK_."
  type        = string
}

variable "kafka_version" {
  description = "Version of Kafka as MSK names it."
  type        = string
  default     = "3.8.x"
}

variable "instance_type" {
  description = "Type of a broker."
  type        = string
  default     = "kafka.m7g.large"
}

variable "brokers_per_zone" {
  description = "Brokers in each zone."
  type        = number
  default     = 1
}

variable "volume_gib" {
  description = "Disk of a broker at first, in GiB."
  type        = number
  default     = 100
}

variable "volume_most_gib" {
  description = "What a broker's disk may grow to, in GiB."
  type        = number
  default     = 1000
}

variable "retention_hours" {
  description = "Hours for which messages are kept where a topic says nothing else. A replay reads back so far."
  type        = number
  default     = 168
}

variable "log_days" {
  description = "Days for which brokers' logs are kept."
  type        = number
  default     = 90
}
