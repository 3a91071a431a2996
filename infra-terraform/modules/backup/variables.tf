variable "name" {
  description = "Name of vault and plan, such as party-prod; what carries the tag Backup of this value is copied."
  type        = string
}

variable "account_id" {
  description = "The account."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that copies are encrypted by."
  type        = string
}

variable "daily_days" {
  description = "Days for which a day's copy is kept."
  type        = number
  default     = 35

  validation {
    condition     = var.daily_days >= 1
    error_message = "daily_days must be 1 or more."
  }
}

variable "monthly_days" {
  description = "Days for which the copy of a month's first day is kept; 0 for none. Erased persons are in it for as long."
  type        = number
  default     = 0
}

variable "locked" {
  description = "Whether copies cannot be deleted before their time."
  type        = bool
  default     = true
}

variable "copy_vault_arn" {
  description = "Vault in another region or account that each copy is copied to; null for none. Across accounts its policy must let this account copy, and the key of what is copied must be shared."
  type        = string
  default     = null
}
