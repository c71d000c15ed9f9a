"""How the services are run: on this machine, in containers, on Kubernetes. Only here and in tests are several named."""
