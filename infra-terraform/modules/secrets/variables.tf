variable "name" {
  description = "Begins the names of all resources, such as party-prod."
  type        = string
}

variable "key_deletion_days" {
  description = "Days for which the deletion of a key can be taken back, 7 to 30. What it encrypted is lost afterwards."
  type        = number
  default     = 30
}

variable "with_kafka" {
  description = "Whether there are brokers, and so a user of them."
  type        = bool
}

variable "rotation_days" {
  description = "Days between two rotations of a password."
  type        = number
  default     = 30
}

variable "given_secrets" {
  description = "Names of environment variables of the hub whose values people put into Secrets Manager, such as PARTY_WEBHOOK_SECRET."
  type        = list(string)
  default     = []

  validation {
    condition     = alltrue([for name in var.given_secrets : can(regex("^[A-Z][A-Z0-9_]*$", name))])
    error_message = "given_secrets must be names of environment variables: capital letters, digits, underscores."
  }
}

variable "log_days" {
  description = "Days for which the logs of rotations are kept."
  type        = number
  default     = 90
}
