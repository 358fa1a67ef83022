from .article import Article
from .candidate import Candidate
from .gap import Gap
from .rating import Rating
from .synonym import Synonym
from .topic import Topic
from .version import Version

__all__ = ["Article", "Candidate", "Gap", "Rating", "Synonym", "Topic", "Version"]
