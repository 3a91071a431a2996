variable "name" {
  description = "Begins the names of all resources, such as party-prod."
  type        = string
}

variable "vpc_id" {
  description = "Network that the database stands in."
  type        = string
}

variable "subnet_ids" {
  description = "Subnets of the data layer, in two zones at least."
  type        = list(string)
}

variable "client_security_groups" {
  description = "Security groups that may connect, by a name that says whose they are."
  type        = map(string)
}

variable "kms_key_arn" {
  description = "Key for storage, backups, logs, insights and the password."
  type        = string
}

variable "engine_version" {
  description = "Version of Aurora PostgreSQL, 15 or later."
  type        = string
  default     = "16.6"

  validation {
    condition     = tonumber(split(".", var.engine_version)[0]) >= 15
    error_message = "engine_version must be 15 or later: the hub needs it."
  }
}

variable "instance_class" {
  description = "Class of each instance; not used where serverless_capacity is given."
  type        = string
  default     = "db.r7g.large"
}

variable "serverless_capacity" {
  description = "Least and most capacity in ACU (2 GiB each, steps of 0.5) where instances grow and shrink by themselves; null for a fixed class."
  type = object({
    min = number
    max = number
  })
  default = null
}

variable "readers" {
  description = "Instances besides the writer, 0 to 14. One makes a failover take seconds rather than minutes."
  type        = number
  default     = 1

  validation {
    condition     = var.readers >= 0 && var.readers <= 14 && floor(var.readers) == var.readers
    error_message = "readers must be a whole number from 0 to 14."
  }
}

variable "storage_type" {
  description = "Empty: reads and writes are paid by number. aurora-iopt1: they are in the price, which pays where they are more than a quarter of the bill."
  type        = string
  default     = ""

  validation {
    condition     = contains(["", "aurora-iopt1"], var.storage_type)
    error_message = "storage_type must be empty or aurora-iopt1."
  }
}

variable "backup_days" {
  description = "Days to any second of which the database can be restored, 1 to 35."
  type        = number
  default     = 35

  validation {
    condition     = var.backup_days >= 1 && var.backup_days <= 35
    error_message = "backup_days must be from 1 to 35."
  }
}

variable "deletion_protection" {
  description = "Whether the cluster refuses to be deleted."
  type        = bool
  default     = true
}

variable "rotation_days" {
  description = "Days between two rotations of the password."
  type        = number
  default     = 30
}

variable "performance_insights_days" {
  description = "Days for which performance insights are kept: 7 (free), or a multiple of 31 up to 731."
  type        = number
  default     = 7
}

variable "log_days" {
  description = "Days for which the server's logs are kept."
  type        = number
  default     = 90
}
