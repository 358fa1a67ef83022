from .contract import Contract
from .customer import Contact, Customer, Site
from .project import Project

__all__ = ["Contact", "Contract", "Customer", "Project", "Site"]
