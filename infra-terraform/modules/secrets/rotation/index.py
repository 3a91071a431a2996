"""Rotates a secret of the form {"username": ..., "password": ...}: the four steps that Secrets Manager asks for.

The brokers read the secret themselves once a version is current, so there is nothing to set, and nothing to try before it is.
Every step may be asked for twice.
"""

import json

import boto3


def handler(event, context, client=None):
    client = client or boto3.client("secretsmanager")
    secret, token, step = event["SecretId"], event["ClientRequestToken"], event["Step"]

    stages = client.describe_secret(SecretId=secret)["VersionIdsToStages"]
    if token not in stages:
        raise ValueError("The version is not one of the secret.")
    if "AWSCURRENT" in stages[token]:
        return
    if "AWSPENDING" not in stages[token]:
        raise ValueError("The version is not pending.")

    if step == "createSecret":
        create(client, secret, token)
    elif step == "finishSecret":
        finish(client, secret, token, stages)
    elif step == "testSecret":
        test(client, secret, token)
    elif step != "setSecret":
        raise ValueError("There is no such step.")


def create(client, secret, token):
    try:
        client.get_secret_value(SecretId=secret, VersionId=token, VersionStage="AWSPENDING")
    except client.exceptions.ResourceNotFoundException:
        value = json.loads(client.get_secret_value(SecretId=secret, VersionStage="AWSCURRENT")["SecretString"])
        value["password"] = client.get_random_password(PasswordLength=40, ExcludePunctuation=True)["RandomPassword"]
        client.put_secret_value(SecretId=secret, ClientRequestToken=token, SecretString=json.dumps(value), VersionStages=["AWSPENDING"])


def test(client, secret, token):
    old = json.loads(client.get_secret_value(SecretId=secret, VersionStage="AWSCURRENT")["SecretString"])
    new = json.loads(client.get_secret_value(SecretId=secret, VersionId=token, VersionStage="AWSPENDING")["SecretString"])
    if new["username"] != old["username"] or new["password"] == old["password"] or len(new["password"]) != 40:
        raise ValueError("The pending version is not a new password of the same user.")


def finish(client, secret, token, stages):
    current = next((version for version, names in sorted(stages.items()) if "AWSCURRENT" in names), None)
    move = {"SecretId": secret, "VersionStage": "AWSCURRENT", "MoveToVersionId": token}
    if current:
        move["RemoveFromVersionId"] = current
    client.update_secret_version_stage(**move)
