"""The function that rotates the brokers' password, against a stand-in of Secrets Manager. Run: python3 tests/rotation_test.py"""

import importlib.util
import json
import pathlib
import sys
import types
import unittest

sys.modules.setdefault("boto3", types.ModuleType("boto3"))  # the function gets its client from the test
spec = importlib.util.spec_from_file_location("rotation", pathlib.Path(__file__).parent.parent / "modules/secrets/rotation/index.py")
rotation = importlib.util.module_from_spec(spec)
sys.dont_write_bytecode = True
spec.loader.exec_module(rotation)


class SecretsManager:
    """Versions of one secret with their stages."""

    class exceptions:
        class ResourceNotFoundException(Exception):
            pass

    def __init__(self):
        self.stages = {"old": ["AWSCURRENT"], "new": ["AWSPENDING"]}
        self.values = {"old": json.dumps({"username": "hub", "password": "o" * 40})}
        self.made = 0

    def describe_secret(self, SecretId):
        return {"VersionIdsToStages": {version: list(names) for version, names in self.stages.items()}}

    def get_secret_value(self, SecretId, VersionStage, VersionId=None):
        for version, names in self.stages.items():
            if VersionStage in names and VersionId in (None, version) and version in self.values:
                return {"SecretString": self.values[version]}
        raise self.exceptions.ResourceNotFoundException()

    def get_random_password(self, PasswordLength, ExcludePunctuation):
        assert ExcludePunctuation
        self.made += 1
        return {"RandomPassword": chr(ord("a") + self.made) * PasswordLength}

    def put_secret_value(self, SecretId, ClientRequestToken, SecretString, VersionStages):
        assert VersionStages == ["AWSPENDING"]
        self.values[ClientRequestToken] = SecretString

    def update_secret_version_stage(self, SecretId, VersionStage, MoveToVersionId, RemoveFromVersionId=None):
        if RemoveFromVersionId:
            self.stages[RemoveFromVersionId].remove(VersionStage)
        self.stages[MoveToVersionId] = ["AWSPENDING", VersionStage]


class Rotation(unittest.TestCase):
    def setUp(self):
        self.manager = SecretsManager()

    def step(self, name, token="new"):
        rotation.handler({"SecretId": "secret", "ClientRequestToken": token, "Step": name}, None, self.manager)

    def test_all_steps_leave_a_new_password_of_the_same_user(self):
        for name in ("createSecret", "setSecret", "testSecret", "finishSecret"):
            self.step(name)
        self.assertEqual(self.manager.stages, {"old": [], "new": ["AWSPENDING", "AWSCURRENT"]})
        self.assertEqual(json.loads(self.manager.values["new"]), {"username": "hub", "password": "b" * 40})

    def test_a_step_that_is_repeated_changes_nothing(self):
        for name in ("createSecret", "createSecret", "setSecret", "testSecret", "finishSecret", "finishSecret", "createSecret"):
            self.step(name)
        self.assertEqual(self.manager.made, 1)
        self.assertEqual(json.loads(self.manager.values["new"])["password"], "b" * 40)

    def test_a_pending_version_with_the_old_password_is_not_taken(self):
        self.manager.values["new"] = self.manager.values["old"]
        with self.assertRaises(ValueError):
            self.step("testSecret")

    def test_versions_and_steps_that_are_not_known_are_refused(self):
        with self.assertRaises(ValueError):
            self.step("createSecret", token="other")
        with self.assertRaises(ValueError):
            self.step("dropSecret")
        self.manager.stages["new"] = []
        with self.assertRaises(ValueError):
            self.step("createSecret")


if __name__ == "__main__":
    unittest.main()
